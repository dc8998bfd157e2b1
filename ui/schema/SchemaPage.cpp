#include "ui/schema/SchemaPage.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/schema/FieldForm.h"
#include "ui/schema/FieldTable.h"
#include "ui/schema/ModelCommands.h"
#include "ui/schema/ModelForm.h"
#include "ui/schema/PlanView.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/schema/SchemaDraft.h"
#include "ui/shell/SessionStore.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {
constexpr auto keepAfter = 500ms;
const QString newDetail = u"new"_s;
} // namespace

SchemaPage::SchemaPage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
    : DocumentPage(ref, context, parent),
      m_document(new SchemaDocument(context.engine, fromQString(ref.name),
                                    ref.detail == newDetail ? SchemaDocument::Origin::New
                                                            : SchemaDocument::Origin::Project,
                                    this)),
      m_commands(new ModelCommands(context, this))
{
    addActions();
    buildLayout();
    m_keepTimer.setSingleShot(true);
    m_keepTimer.setInterval(keepAfter);
    connect(&m_keepTimer, &QTimer::timeout, this, &SchemaPage::keepDraft);
    connectDocument();
    takeDraft();
    update();
    updatePlan();
    if (m_document->model() && !m_document->model()->fields.empty())
        m_table->select(0);
    if (ref.detail != newDetail)
        m_wantedField = ref.detail;
    if (!m_wantedField.isEmpty())
        reveal(ref);
}

SchemaPage::~SchemaPage()
{
    if (m_keepTimer.isActive())
        keepDraft();
}

QString SchemaPage::title() const
{
    return tr("%1 ▸ Schema").arg(displayLine(fromQString(ref().name), 80));
}

QIcon SchemaPage::icon() const
{
    return themedIcon(u"schema"_s);
}

bool SchemaPage::isModified() const
{
    const bool isUntouched = !m_document->base() && m_document->steps()->index() == 0;
    return m_document->isModified() && !isUntouched;
}

bool SchemaPage::canSave() const
{
    return m_document->isEditable() && m_document->problems().empty();
}

void SchemaPage::saveAndClose()
{
    m_closesWhenApplied = true;
    apply();
}

void SchemaPage::discardChanges()
{
    m_keepTimer.stop();
    context().session->setValue(draftKey(), QJsonValue(QJsonValue::Undefined));
    m_closesWhenApplied = false;
}

QString SchemaPage::draftKey() const
{
    return u"schema/"_s + ref().name;
}

void SchemaPage::takeDraft()
{
    const std::optional<SchemaDraft> draft =
        readDraft(context().session->value(draftKey()).toObject());
    if (!draft || !m_document->model() || !m_document->isEditable())
        return;
    const ModelDef *base = m_document->base();
    const bool isSame = base ? modelText(*base) == draft->base : draft->base.empty();
    m_document->restore(draft->state);
    if (!m_document->isModified())
        return;
    if (isSame)
        showNotice(Notice::Restored,
                   tr("Changes of last time that were not applied are here again."), tr("Close"),
                   tr("Discard Them"));
    else
        showNotice(Notice::Changed,
                   tr("The model is another one than when the changes were made that are here "
                      "again. Applying makes it what stands here."),
                   tr("Take the Project's"), tr("Keep Mine"));
}

void SchemaPage::keepDraft()
{
    m_keepTimer.stop();
    if (!isModified() || !m_document->state()) {
        context().session->setValue(draftKey(), QJsonValue(QJsonValue::Undefined));
        return;
    }
    const ModelDef *base = m_document->base();
    context().session->setValue(
        draftKey(), draftOf(*m_document->state(), base ? modelText(*base) : std::string()));
}

void SchemaPage::connectDocument()
{
    connect(m_document, &SchemaDocument::changed, this, [this] {
        update();
        if (!m_keepTimer.isActive())
            m_keepTimer.start();
    });
    connect(m_document, &SchemaDocument::planChanged, this, &SchemaPage::updatePlan);
    connect(m_document, &SchemaDocument::lastChangeChanged, this, &SchemaPage::updateActions);
    connect(m_document, &SchemaDocument::failed, this, &SchemaPage::handleFailure);
    connect(m_document, &SchemaDocument::undone, this, [this] {
        showNotice(Notice::Applied, tr("The last change was undone."), tr("Close"));
    });
    connect(m_document, &SchemaDocument::applied, this, [this] {
        keepDraft();
        if (std::exchange(m_closesWhenApplied, false)) {
            Q_EMIT closeRequested();
            return;
        }
        showNotice(Notice::Applied, tr("The change was applied."), tr("Close"), tr("Undo It"));
    });
    connect(m_document, &SchemaDocument::changedOutside, this, [this] {
        showNotice(Notice::Changed,
                   tr("Somebody else changed this model, and here are changes that are not "
                      "applied."),
                   tr("Take the Project's"), tr("Keep Mine"));
    });
    connect(m_document, &SchemaDocument::removedOutside, this, [this] {
        showNotice(Notice::Removed,
                   tr("Somebody else removed this model. Your changes are still here; applying "
                      "them makes it anew, without its records."),
                   tr("Keep Mine"), tr("Close"));
    });
    connect(m_document->steps(), &QUndoStack::indexChanged, this, [this] {
        Q_EMIT titleChanged();
        Q_EMIT stateChanged();
        updateActions();
    });
}

void SchemaPage::update()
{
    const ModelDef *model = m_document->model();
    updateActions();
    if (!model) {
        showMissing();
        return;
    }
    followName();
    m_stack->setCurrentIndex(1);
    m_name->setText(displayLine(model->name, 80));
    m_kind->setText(!m_document->base() ? tr("new model")
                    : model->source.connection.empty()
                        ? tr("%1 fields").arg(model->fields.size())
                        : tr("%1 fields · filled by %2")
                              .arg(model->fields.size())
                              .arg(displayLine(model->source.connection, 40)));
    if (context().engine->isReadOnly() && m_notice == Notice::None)
        showNotice(Notice::Fixed, tr("The project can only be read, so its models cannot be "
                                     "changed here."));
    updateFooter();
}

/** The document is known by the name that the project has for the model. */
void SchemaPage::followName()
{
    const ModelDef *base = m_document->base();
    if (!base || (toQString(base->name) == ref().name && ref().detail != newDetail))
        return;
    context().session->setValue(draftKey(), QJsonValue(QJsonValue::Undefined));
    DocumentRef now = ref();
    now.name = toQString(base->name);
    now.detail.clear();
    setRef(now);
    Q_EMIT titleChanged();
    Q_EMIT stateChanged();
}

void SchemaPage::showMissing()
{
    m_stack->setCurrentIndex(0);
    m_stateView->showError(
        Error(errc::notFound, "The project has no model %1.", {fromQString(ref().name)}),
        tr("Make It"));
}

void SchemaPage::updatePlan()
{
    if (!m_document->isModified())
        m_plan->showText(
            tr("Nothing is changed. What your changes would do stands here before they "
               "are applied."));
    else if (!m_document->problems().empty())
        m_plan->showText(
            tr("What is wrong comes first: %1").arg(m_document->problems().front().text));
    else if (m_document->isPlanning() || !m_document->plan())
        m_plan->showText(tr("Looking at what it does…"));
    else if (!*m_document->plan())
        m_plan->showError(m_document->plan()->error());
    else
        m_plan->showPlan(m_document->plan()->value());
    updateFooter();
    if (m_wantsApply && m_document->plan())
        askAndApply();
}

void SchemaPage::updateFooter()
{
    m_footer->setVisible(m_document->isModified());
    const auto &plan = m_document->plan();
    const bool isWrong = !m_document->problems().empty() || (plan && !*plan) ||
                         (plan && *plan && !blockerOf(plan->value()).isEmpty());
    QString text;
    if (m_document->isApplying())
        text = tr("Applying…");
    else if (!m_document->problems().empty())
        text = m_document->problems().front().text;
    else if (m_document->isPlanning() || !plan)
        text = tr("Looking at what it does…");
    else
        text = *plan ? PlanView::summary(plan->value()) : errorText(plan->error());
    m_summary->setText(text);
    setRole(m_summary, isWrong                                      ? LabelRole::Error
                       : plan && *plan && lostBy(plan->value()) > 0 ? LabelRole::Warning
                                                                    : LabelRole::Muted);
}

void SchemaPage::showNotice(Notice notice, const QString &text, const QString &button,
                            const QString &second)
{
    m_notice = notice;
    const Banner::Kind kind = notice == Notice::Failed ? Banner::Kind::Error
                              : notice == Notice::Changed || notice == Notice::Removed
                                  ? Banner::Kind::Warning
                                  : Banner::Kind::Info;
    m_banner->showMessage(kind, text, button, second);
}

void SchemaPage::handleNoticeButton(bool isFirst)
{
    const Notice notice = std::exchange(m_notice, Notice::None);
    m_banner->hide();
    switch (notice) {
    case Notice::Changed:
        if (isFirst)
            m_document->takeOutside();
        else
            m_document->keepMine();
        break;
    case Notice::Removed:
        if (isFirst) {
            m_document->keepMine();
        } else {
            discardChanges();
            Q_EMIT closeRequested();
        }
        break;
    case Notice::Restored:
        if (!isFirst)
            m_document->discard();
        break;
    case Notice::Applied:
        if (!isFirst)
            undoLast();
        break;
    case Notice::None:
    case Notice::Fixed:
    case Notice::Failed:
        break;
    }
    focusContent();
}

void SchemaPage::goToProblem()
{
    if (m_document->problems().empty()) {
        m_tabs->setCurrentIndex(PlanTab);
        return;
    }
    const FieldPath path = m_document->problems().front().path;
    if (path.empty()) {
        m_tabs->setCurrentIndex(ModelTab);
        m_modelForm->focusName();
        return;
    }
    m_table->select(path.front());
    m_tabs->setCurrentIndex(FieldTab);
    m_form->showField(path);
}

void SchemaPage::apply()
{
    if (!m_document->isModified() || !m_document->isEditable())
        return;
    if (!m_document->problems().empty()) {
        m_closesWhenApplied = false;
        goToProblem();
        return;
    }
    m_wantsApply = true;
    if (m_document->plan())
        askAndApply();
    else
        m_document->makePlan();
}

void SchemaPage::askAndApply()
{
    m_wantsApply = false;
    const Result<SchemaPlan> plan = *m_document->plan();
    if (!plan) {
        handleFailure(plan.error());
        return;
    }
    if (!blockerOf(plan.value()).isEmpty()) {
        m_closesWhenApplied = false;
        m_tabs->setCurrentIndex(PlanTab);
        showNotice(Notice::Failed, tr("Not applied: %1").arg(blockerOf(plan.value())), tr("Close"));
        return;
    }
    if (!plan->losesData()) {
        m_document->apply(Confirm::No);
        return;
    }
    Question question;
    question.title = tr("Apply the changes of %1").arg(displayLine(m_document->model()->name, 60));
    question.text = lossQuestion(plan.value());
    question.doIt = tr("Apply and Lose %1").arg(countText(lostBy(plan.value())));
    question.leaveIt = tr("Keep the Data");
    question.destructive = true;
    context().prompter->ask(this, question, [this](Answer answer) {
        if (answer == Answer::DoIt)
            m_document->apply(Confirm::Yes);
        else
            m_closesWhenApplied = false;
    });
}

void SchemaPage::handleFailure(const Error &error)
{
    m_closesWhenApplied = false;
    showNotice(Notice::Failed, tr("Not applied: %1").arg(errorText(error)), tr("Close"));
    if (error.is("SYNC_NEEDS_CONFIRMATION")) // data came since it was looked at
        m_document->makePlan();
}

} // namespace syncline::ui
