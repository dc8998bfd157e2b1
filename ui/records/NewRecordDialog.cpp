#include "ui/records/NewRecordDialog.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/inspector/ParamFields.h"
#include "ui/inspector/RecordForm.h"
#include "ui/prompt/Prompter.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PlainLabel.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

/** What the form shows: the model's fields and the action's own inputs. A name that is both is the
 * field's. */
std::shared_ptr<const ModelDef> formModel(const ModelDef &model, const ActionDef &action)
{
    auto shown = std::make_shared<ModelDef>(model);
    for (FieldDef &input : paramFields(action.params)) {
        if (!model.findField(input.name))
            shown->fields.push_back(std::move(input));
    }
    return shown;
}

/** The new record as it begins: defaults where there are some. */
RecordRow beginning(const ModelDef &model)
{
    RecordRow row;
    for (const FieldDef &field : model.fields) {
        if (field.isStored())
            row.fields.set(field.name, field.initialValue());
    }
    return row;
}

} // namespace

NewRecordDialog::NewRecordDialog(const UiContext &context, std::shared_ptr<const ModelDef> model,
                                 std::shared_ptr<const ActionDef> create, QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_model(std::move(model)),
      m_action(std::move(create)),
      m_banner(new Banner(u"newRecord.banner"_s, this)),
      m_form(new RecordForm(context, this)),
      m_create(nullptr)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"newRecord"_s);
    setWindowTitle(tr("New %1").arg(displayLine(m_model->name, 60)));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create = buttons->addButton(tr("Create"), QDialogButtonBox::AcceptRole);
    setStyleProperty(m_create, "primary", true);
    m_create->setToolTip(
        plainToolTip(tr("Runs %1 (Ctrl+Enter)").arg(displayLine(m_action->fullName()))));
    nameControl(m_create, u"newRecord.create"_s, tr("Create the record"));
    connect(buttons, &QDialogButtonBox::accepted, this, &NewRecordDialog::create);
    connect(buttons, &QDialogButtonBox::rejected, this, &NewRecordDialog::reject);
    auto *finish = new QAction(this);
    finish->setShortcuts(
        {QKeySequence(u"Ctrl+Return"_s), QKeySequence(u"Ctrl+Enter"_s), QKeySequence(u"Ctrl+S"_s)});
    connect(finish, &QAction::triggered, this, &NewRecordDialog::create);
    addAction(finish);

    auto *heading = new QVBoxLayout;
    heading->setContentsMargins(space::large, space::large, space::large, space::small);
    heading->addWidget(makeLabel(windowTitle(), LabelRole::Title, this));
    auto *how = makeLabel(tr("Only what you fill in is given to the action %1.")
                              .arg(displayLine(m_action->fullName())),
                          LabelRole::Muted, this);
    how->setWordWrap(true);
    heading->addWidget(how);
    auto *bottom = new QVBoxLayout;
    bottom->setContentsMargins(space::large, space::small, space::large, space::large);
    bottom->addWidget(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(heading);
    layout->addWidget(m_banner);
    layout->addWidget(m_form, 1);
    layout->addLayout(bottom);
    setMinimumSize(400, 320);
    resize(560, 600);

    m_form->show(formModel(*m_model, *m_action), beginning(*m_model), {});
    connect(m_form, &RecordForm::edited, this, &NewRecordDialog::updateCreate);
    connect(m_banner, &Banner::buttonClicked, m_banner, &QWidget::hide);
    m_form->focusFirst();
}

void NewRecordDialog::updateCreate()
{
    m_create->setEnabled(!m_isRunning && !m_form->hasProblems());
}

ValueObject NewRecordDialog::params() const
{
    ValueObject fields;
    ValueObject params;
    for (const auto &[name, value] : m_form->pending()) {
        if (m_model->findField(name))
            fields.append(name, value);
        else
            params.append(name, value);
    }
    params.set(m_model->name, Value(std::move(fields)));
    return params;
}

void NewRecordDialog::create()
{
    if (!m_create->isEnabled())
        return;
    ActionCall call;
    call.action = m_action->fullName();
    call.params = params();
    m_isRunning = true;
    m_form->setEditable(false);
    updateCreate();
    whenDone(m_context.engine->runAction(std::move(call)), this,
             [this](const Result<ActionOutcome> &outcome) { handleOutcome(outcome); });
}

void NewRecordDialog::handleOutcome(const Result<ActionOutcome> &outcome)
{
    m_isRunning = false;
    if (outcome && outcome->success) {
        if (outcome->record)
            Q_EMIT created(*outcome->record);
        accept();
        return;
    }
    m_form->setEditable(true);
    const Error none(errc::internalError, "%1 did not succeed and gave no reason.",
                     {m_action->fullName()});
    const Error error = !outcome                  ? outcome.error()
                        : outcome->errors.empty() ? none
                                                  : outcome->errors.front();
    m_form->showProblems(error.fields);
    m_banner->showMessage(Banner::Kind::Error, errorText(error), tr("Close"));
    if (!error.fields.empty())
        m_form->focusField(toQString(error.fields.front().first));
    m_create->setEnabled(true); // trying again is allowed: the reason may lie elsewhere
}

void NewRecordDialog::reject()
{
    if (m_form->editedCount() == 0) {
        QDialog::reject();
        return;
    }
    Question question;
    question.title = windowTitle();
    question.text = tr("What you filled in is not stored yet. Closing the form loses it.");
    question.doIt = tr("Close and Lose It");
    question.leaveIt = tr("Keep Editing");
    question.destructive = true;
    m_context.prompter->ask(this, question, [this](Answer answer) {
        if (answer == Answer::DoIt)
            QDialog::reject();
    });
}

} // namespace syncline::ui
