#include "ui/action/ActionRunner.h"

#include "core/base/Json.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/inspector/ParamFields.h"
#include "ui/inspector/RecordForm.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PlainLabel.h"

#include <QFontDatabase>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int idWidth = 160;
constexpr int resultHeight = 120;
constexpr std::size_t maxResult = 16 * 1024;
} // namespace

ActionRunner::ActionRunner(const UiContext &context, QWidget *parent)
    : QFrame(parent),
      m_context(context),
      m_recordLine(new QWidget(this)),
      m_record(new QLineEdit(m_recordLine)),
      m_form(new RecordForm(context, this)),
      m_run(new QPushButton(tr("Run"), this)),
      m_banner(new Banner(u"runner.banner"_s, this)),
      m_result(new QPlainTextEdit(this))
{
    setObjectName(u"action.runner"_s);
    setProperty("card", true);
    nameControl(m_record, u"runner.record"_s, tr("Id of the record to run on"));
    m_record->setPlaceholderText(tr("id of a record"));
    m_record->setMaximumWidth(idWidth);
    nameControl(m_form, u"runner.inputs"_s, tr("Inputs"));
    setStyleProperty(m_run, "primary", true);
    nameControl(m_run, u"runner.run"_s, tr("Run the action"));
    m_run->setIcon(themedIcon(u"run"_s));
    nameControl(m_result, u"runner.result"_s, tr("Result of the action"));
    m_result->setReadOnly(true);
    m_result->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_result->setFixedHeight(resultHeight);
    m_result->hide();
    auto *recordLine = new QHBoxLayout(m_recordLine);
    recordLine->setContentsMargins(space::medium, 0, space::medium, 0);
    auto *label = makeLabel(tr("Record"), LabelRole::Muted, m_recordLine);
    label->setBuddy(m_record);
    recordLine->addWidget(label);
    recordLine->addWidget(m_record);
    recordLine->addStretch();
    auto *header = new QHBoxLayout;
    header->setContentsMargins(space::medium, space::small, space::small, space::small);
    header->addWidget(makeLabel(tr("Run it"), LabelRole::Heading, this), 1);
    header->addWidget(m_run);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, space::small);
    layout->setSpacing(0);
    layout->addLayout(header);
    layout->addWidget(m_recordLine);
    layout->addWidget(m_form);
    layout->addWidget(m_banner);
    layout->addWidget(m_result);
    connect(m_run, &QPushButton::clicked, this, &ActionRunner::run);
    connect(m_record, &QLineEdit::textChanged, this, &ActionRunner::update);
    connect(m_record, &QLineEdit::returnPressed, this, &ActionRunner::run);
    connect(m_form, &RecordForm::edited, this, &ActionRunner::update);
    connect(m_banner, &Banner::buttonClicked, this, [this] {
        if (m_lastRun != noRun)
            Q_EMIT inspectRequested(InspectTarget::ofRun(m_lastRun));
        else
            m_banner->hide();
    });
    connect(m_banner, &Banner::secondButtonClicked, this,
            [this] { Q_EMIT logsRequested(raw(m_lastRun)); });
}

void ActionRunner::show(const ActionDef &action)
{
    const bool isOther = action.fullName() != m_action.fullName() || action.kind != m_action.kind ||
                         !Value(action.params).identicalTo(Value(m_action.params));
    m_action = action;
    if (isOther) {
        auto inputs = std::make_shared<ModelDef>();
        inputs->name = action.fullName();
        inputs->fields = paramFields(action.params);
        RecordRow row;
        for (const FieldDef &field : inputs->fields)
            row.fields.set(field.name, Value());
        m_form->show(inputs, row, {});
        m_form->setVisible(!action.params.empty() && !hasForms());
        m_form->setFixedHeight(m_form->widget()->sizeHint().height());
        m_recordLine->setVisible(needsRecord());
    }
    m_run->setText(hasForms() ? tr("Open the Records") : tr("Run"));
    update();
}

bool ActionRunner::hasForms() const
{
    return m_action.kind == ActionKind::Create || m_action.kind == ActionKind::Update;
}

bool ActionRunner::needsRecord() const
{
    return m_action.kind == ActionKind::Custom || m_action.kind == ActionKind::Delete;
}

void ActionRunner::setRecord(const QString &id)
{
    m_record->setText(id);
}

QString ActionRunner::record() const
{
    return m_record->text();
}

void ActionRunner::focusInput()
{
    if (needsRecord() && m_record->text().isEmpty())
        m_record->setFocus(Qt::OtherFocusReason);
    else if (!m_action.params.empty() && !hasForms())
        m_form->focusFirst();
    else
        m_run->setFocus(Qt::OtherFocusReason);
}

void ActionRunner::update()
{
    const bool isIdRight = idFromText(fromQString(m_record->text().trimmed())) > 0;
    QString reason;
    if (m_context.engine->isReadOnly())
        reason = tr("The project is open read-only.");
    else if (m_isRunning)
        reason = tr("The action is running.");
    else if (needsRecord() && !isIdRight)
        reason = tr("Say on which record: its id, such as 12.");
    else if (m_form->hasProblems())
        reason = tr("Some inputs are not right yet.");
    setStyleProperty(m_record, "invalid", !m_record->text().isEmpty() && !isIdRight);
    m_run->setEnabled(reason.isEmpty() || hasForms());
    m_run->setToolTip(plainToolTip(
        reason.isEmpty() ? tr("Runs %1 (F5)").arg(toQString(m_action.fullName())) : reason));
}

void ActionRunner::openForms()
{
    DocumentRef ref;
    ref.kind = DocumentRef::Kind::Records;
    ref.name = toQString(m_action.model);
    Q_EMIT openRequested(ref, OpenMode::Here);
}

void ActionRunner::run()
{
    if (!m_run->isEnabled()) {
        focusInput();
        return;
    }
    if (hasForms()) {
        openForms();
        return;
    }
    ActionCall call;
    call.action = m_action.fullName();
    if (needsRecord())
        call.id = fromQString(m_record->text().trimmed());
    call.params = m_form->pending();
    m_isRunning = true;
    m_result->hide();
    m_lastRun = noRun;
    m_banner->showMessage(Banner::Kind::Info, tr("Running…"));
    update();
    whenDone(m_context.engine->runAction(std::move(call)), this,
             [this](const Result<ActionOutcome> &outcome) { handleOutcome(outcome); });
}

void ActionRunner::handleOutcome(const Result<ActionOutcome> &outcome)
{
    m_isRunning = false;
    m_lastRun = outcome ? outcome->run : noRun;
    const QString look = m_lastRun == noRun ? tr("Close") : tr("Show Run");
    const QString log = m_lastRun == noRun ? QString() : tr("Show Log");
    if (outcome && outcome->success) {
        m_banner->showMessage(Banner::Kind::Info, tr("It succeeded (run %1).").arg(raw(m_lastRun)),
                              look, log);
        if (!outcome->result.isNull()) {
            const bool isShort = roughSize(outcome->result, maxResult) < maxResult;
            m_result->setPlainText(
                toQString(isShort ? json::write(outcome->result, json::Layout::Indented)
                                  : shortJson(outcome->result, maxResult)));
            m_result->show();
        }
        if (needsRecord() && m_action.kind != ActionKind::Delete)
            Q_EMIT inspectRequested(InspectTarget::ofRecord(
                toQString(m_action.model),
                RecordId{idFromText(fromQString(m_record->text().trimmed()))}));
    } else {
        const Error none(errc::internalError, "%1 did not succeed and gave no reason.",
                         {m_action.fullName()});
        const Error error = !outcome                  ? outcome.error()
                            : outcome->errors.empty() ? none
                                                      : outcome->errors.front();
        m_form->showProblems(error.fields);
        QString text = errorText(error);
        if (!error.place.empty())
            text += u" ("_s + displayLine(error.place) + u')';
        m_banner->showMessage(Banner::Kind::Error, text, look, log);
    }
    update();
}

} // namespace syncline::ui
