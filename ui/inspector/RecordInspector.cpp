#include "ui/inspector/RecordInspector.h"

#include "core/base/Clock.h"
#include "core/base/Json.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/history/RestoreDialog.h"
#include "ui/inspector/HistoryView.h"
#include "ui/inspector/RecordForm.h"
#include "ui/inspector/RecordTitle.h"
#include "ui/prompt/Prompter.h"
#include "ui/records/RecordActions.h"
#include "ui/shell/SessionStore.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QFontDatabase>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr std::size_t jsonLimit =
    64 * 1024; ///< More is not turned into text on the window's thread.
enum Tab { FormTab, JsonTab, HistoryTab };

/** The record as the API shows it. */
ValueObject objectOf(const RecordRow &row)
{
    ValueObject object{{"id", Value(toText(row.id))}};
    for (const auto &[name, value] : row.fields)
        object.append(name, value);
    object.append("createdAt", Value(row.createdAt));
    object.append("updatedAt", Value(row.updatedAt));
    if (!row.remoteId.empty())
        object.append("remoteId", Value(row.remoteId));
    if (!row.locale.empty())
        object.append("_locale", Value(row.locale));
    return object;
}
} // namespace

RecordInspector::RecordInspector(const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_pending(&PendingEdits::of(context.session)),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this)),
      m_banner(new Banner(u"inspector.banner"_s, this))
{
    setObjectName(u"inspector.record"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHeader());
    layout->addWidget(m_banner);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(buildTabs());
    layout->addWidget(m_stack, 1);
    layout->addWidget(buildEditBar());
    connect(m_stateView, &PageStateView::buttonClicked, this, [this] {
        if (m_isDeleted)
            restoreDeleted();
        else
            load();
    });
    connect(m_banner, &Banner::buttonClicked, this, [this] {
        if (m_asksConflict)
            decideConflict(true);
        else
            m_banner->hide();
    });
    connect(m_banner, &Banner::secondButtonClicked, this, [this] { decideConflict(false); });
    connect(m_pending, &PendingEdits::changed, this, &RecordInspector::handlePendingChanged);
    connect(m_context.engine, &Engine::recordsChanged, this, [this](const RecordsChange &change) {
        const bool isOurs = toQString(change.model) == m_modelName &&
                            (change.ids.empty() || std::find(change.ids.begin(), change.ids.end(),
                                                             raw(m_id)) != change.ids.end());
        if (isOurs && (m_row || m_isDeleted))
            load();
    });
}

QWidget *RecordInspector::buildHeader()
{
    auto *bar = new QWidget(this);
    m_title = new ElidedLabel({}, bar);
    m_title->setProperty("role", u"heading"_s);
    m_title->setObjectName(u"inspector.title"_s);
    m_subtitle = new ElidedLabel({}, bar);
    m_subtitle->setProperty("role", u"muted"_s);
    m_subtitle->setObjectName(u"inspector.subtitle"_s);
    m_actionButton =
        makeIconButton(u"run"_s, u"inspector.actions"_s, tr("Run an action on this record"), bar);
    connect(m_actionButton, &QToolButton::clicked, this, &RecordInspector::showActions);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::medium, space::small, space::small, space::tight);
    layout->addLayout(words, 1);
    layout->addWidget(m_actionButton);
    return bar;
}

QWidget *RecordInspector::buildTabs()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setDocumentMode(true);
    setFocusProxy(m_tabs);
    nameControl(m_tabs, u"inspector.tabs"_s, tr("Record"));
    m_form = new RecordForm(m_context, m_tabs);
    connect(m_form, &RecordForm::edited, this, &RecordInspector::handleEdited);
    connect(m_form, &RecordForm::inspectRequested, this, &RecordInspector::inspectRequested);
    connect(m_form, &RecordForm::openRequested, this, &RecordInspector::openRequested);
    m_json = new QPlainTextEdit(m_tabs);
    nameControl(m_json, u"inspector.json"_s, tr("JSON of the record"));
    m_json->setReadOnly(true);
    m_json->setLineWrapMode(QPlainTextEdit::WidgetWidth); // the inspector is narrow
    m_json->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_history = new HistoryView(m_context, m_tabs);
    connect(m_history, &HistoryView::inspectRequested, this, &RecordInspector::inspectRequested);
    connect(m_history, &HistoryView::restored, this, &RecordInspector::load);
    m_tabs->addTab(m_form, tr("Form"));
    m_tabs->addTab(m_json, tr("JSON"));
    m_tabs->addTab(m_history, tr("History"));
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int tab) {
        if (tab == JsonTab)
            showJson();
        else if (tab == HistoryTab && m_row)
            m_history->load();
    });
    return m_tabs;
}

QWidget *RecordInspector::buildEditBar()
{
    m_editBar = makeBar(u"bottom"_s, this);
    m_editBar->setObjectName(u"inspector.editBar"_s);
    m_editText = makeLabel({}, m_editBar);
    m_apply = new QPushButton(tr("Apply"), m_editBar);
    m_apply->setProperty("primary", true);
    nameControl(m_apply, u"inspector.apply"_s, tr("Apply the changes"));
    m_apply->setToolTip(tr("Runs the update action (Ctrl+S)"));
    m_discard = new QPushButton(tr("Discard"), m_editBar);
    nameControl(m_discard, u"inspector.discard"_s, tr("Discard the changes"));
    connect(m_apply, &QPushButton::clicked, this, &RecordInspector::apply);
    connect(m_discard, &QPushButton::clicked, this, &RecordInspector::discard);
    auto *save = new QAction(this);
    save->setShortcut(QKeySequence::Save);
    save->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(save, &QAction::triggered, this, &RecordInspector::apply);
    addAction(save);
    auto *layout = new QHBoxLayout(m_editBar);
    layout->setContentsMargins(space::medium, space::small, space::medium, space::small);
    layout->addWidget(m_editText, 1);
    layout->addWidget(m_discard);
    layout->addWidget(m_apply);
    m_editBar->hide();
    return m_editBar;
}

bool RecordInspector::canUpdate() const
{
    const ProjectPtr project = m_context.engine->inForce();
    return !m_context.engine->isReadOnly() && project &&
           project->findAction(fromQString(m_modelName) + ".update") != nullptr;
}

void RecordInspector::show(const QString &model, RecordId id)
{
    const bool isAnother = model != m_modelName || id != m_id;
    m_modelName = model;
    m_id = id;
    if (isAnother) {
        m_row.reset();
        m_wantedField.clear();
        m_banner->hide();
        m_isDeleted = false;
        m_history->setRecord(model, id);
    }
    load();
}

void RecordInspector::load()
{
    const ProjectPtr project = m_context.engine->inForce();
    m_model = project ? project->findModel(fromQString(m_modelName)) : nullptr;
    if (!m_model) {
        m_title->setText(m_modelName);
        m_subtitle->clear();
        m_stateView->showError(
            Error(errc::notFound, "The project has no model %1.", {fromQString(m_modelName)}));
        m_stack->setCurrentWidget(m_stateView);
        return;
    }
    if (!m_row) {
        m_title->setText(displayLine(m_model->name, 60) + u" "_s + QString::number(raw(m_id)));
        m_subtitle->clear();
        m_stateView->showLoading(
            {}); // when a form is shown it stays until the new one is here: no flicker
    }
    const quint64 ticket = ++m_ticket;
    whenDone(m_context.engine->record(m_model->name, m_id), this,
             [this, ticket](const Result<RecordRow> &row) {
                 if (ticket == m_ticket)
                     handleLoaded(row);
             });
}

void RecordInspector::handleLoaded(const Result<RecordRow> &row)
{
    if (!row) {
        const bool wasThere = m_row.has_value();
        m_row.reset();
        m_isDeleted = (wasThere || m_isDeleted) && row.error().is(errc::recordNotFound);
        if (m_isDeleted)
            m_stateView->showEmpty({u"record"_s, tr("This record was deleted"),
                                    tr("The Runs panel says by what."),
                                    m_context.engine->isReadOnly() ? QString() : tr("Restore…")});
        else
            m_stateView->showError(row.error());
        m_stack->setCurrentWidget(m_stateView);
        m_actionButton->setEnabled(false);
        m_editBar->hide();
        return;
    }
    m_row = row.value();
    m_isDeleted = false;
    m_title->setText(recordTitle(*m_model, *m_row));
    QString subtitle = displayLine(m_model->name, 60) + u" · id "_s + QString::number(raw(m_id));
    if (!m_row->connection.empty())
        subtitle += u" · "_s + tr("from %1").arg(displayLine(m_row->connection, 60));
    m_subtitle->setText(subtitle);
    m_actionButton->setEnabled(true);
    m_stack->setCurrentWidget(m_tabs);
    showForm();
    if (m_tabs->currentIndex() == JsonTab)
        showJson();
    else if (m_tabs->currentIndex() == HistoryTab)
        m_history->load();
    if (!m_wantedField.isEmpty())
        m_form->focusField(std::exchange(m_wantedField, {}));
}

void RecordInspector::showJson()
{
    if (!m_row)
        return;
    const Value whole(objectOf(*m_row));
    if (roughSize(whole, jsonLimit) < jsonLimit) {
        m_json->setPlainText(toQString(json::write(whole, json::Layout::Indented)));
        return;
    }
    QString text =
        tr("This record is large. Long values are shortened here; open them from the form.") +
        u"\n\n{\n"_s;
    for (const auto &[name, value] : whole.asObject())
        text += u"  "_s + toQString(shortJson(Value(name))) + u": "_s +
                toQString(shortJson(value)) + u",\n"_s;
    m_json->setPlainText(text + u"}"_s);
}

void RecordInspector::restoreDeleted()
{
    RestoreRequest request;
    request.model = fromQString(m_modelName);
    request.records = {m_id};
    auto *dialog = new RestoreDialog(m_context, request, tr("Restore a Deleted Record"), this);
    connect(dialog, &RestoreDialog::restored, this, &RecordInspector::load);
    dialog->open();
}

void RecordInspector::showForm()
{
    const PendingPtr record = m_pending->find(m_modelName, m_id);
    const bool isDeleted = record && record->kind == RecordEdit::Kind::Delete;
    m_form->show(m_model, *m_row, record ? record->fields : ValueObject());
    m_form->setEditable(canUpdate() && !isDeleted);
    showPendingState();
    updateEditBar();
}

void RecordInspector::showPendingState()
{
    const PendingPtr record = m_pending->find(m_modelName, m_id);
    if (std::exchange(m_asksConflict, record && record->theirs.has_value()) && !m_asksConflict)
        m_banner->hide();
    if (!record)
        return;
    if (record->error)
        m_form->showProblems(record->error->fields);
    if (m_asksConflict)
        m_banner->showMessage(Banner::Kind::Warning,
                              tr("Somebody else changed this record since you edited it. The form "
                                 "shows your values over theirs."),
                              tr("Keep Mine"), tr("Take Theirs"));
    else if (record->error)
        m_banner->showMessage(Banner::Kind::Error, errorText(*record->error), tr("Close"));
}

void RecordInspector::decideConflict(bool mine)
{
    if (mine)
        m_pending->keepMine(m_modelName, m_id);
    else
        m_pending->drop(m_modelName, {m_id});
}

void RecordInspector::handlePendingChanged(const QString &model)
{
    if (m_isTyping || model != m_modelName || !m_row)
        return;
    const bool isOther = [this] {
        const PendingPtr record = m_pending->find(m_modelName, m_id);
        const ValueObject fields = record ? record->fields : ValueObject();
        const bool isDeleted = record && record->kind == RecordEdit::Kind::Delete;
        return isDeleted || (record && record->error) || m_asksConflict ||
               !Value(fields).identicalTo(Value(m_form->pending()));
    }();
    if (isOther)
        showForm();
}

void RecordInspector::handleEdited()
{
    if (!m_row)
        return; // the form of the record before, for the moment until this one is here
    const QScopedValueRollback typing(m_isTyping, true);
    m_pending->setAll(m_modelName, *m_row, m_form->pending());
    updateEditBar();
}

void RecordInspector::updateEditBar()
{
    const PendingPtr record = m_pending->find(m_modelName, m_id);
    const bool isDeleted = record && record->kind == RecordEdit::Kind::Delete;
    const int count = m_form->editedCount();
    m_editBar->setVisible(count > 0 || isDeleted);
    m_editText->setText(isDeleted               ? tr("Marked to be deleted")
                        : m_form->hasProblems() ? tr("Some fields are not right yet")
                                                : tr("Not applied yet: %1").arg(count));
    const bool isRight = isDeleted || (count > 0 && (!m_form->hasProblems() || record));
    m_apply->setEnabled(isRight && !m_isApplying && !m_form->hasWrongInput());
    m_discard->setEnabled(!m_isApplying);
}

void RecordInspector::apply()
{
    if (!m_row || m_isApplying || m_form->hasWrongInput() || !m_apply->isEnabled())
        return;
    auto *apply = new PendingApply(m_context, m_modelName, this);
    connect(apply, &PendingApply::finished, this,
            [this, apply, id = m_id, model = m_modelName](const PendingApply::Summary &summary) {
                m_isApplying = false;
                apply->deleteLater();
                if (model == m_modelName)
                    handleApplied(id, summary);
                else if (summary.error)
                    m_context.prompter->show(this, *summary.error);
            });
    m_isApplying = true;
    updateEditBar();
    apply->apply({m_id}, EditPolicy::EachAlone);
}

void RecordInspector::handleApplied(RecordId id, const PendingApply::Summary &summary)
{
    const PendingPtr left = m_pending->find(m_modelName, id);
    if (id == m_id && m_row) {
        if (summary.failed == 0 && !summary.error)
            m_banner->hide();
        if (summary.error && !(left && left->error))
            m_banner->showMessage(Banner::Kind::Error, errorText(*summary.error), tr("Close"));
        updateEditBar();
        if (summary.applied > 0)
            load();
        return;
    }
    if (left && left->error)
        m_context.prompter->show(this, *left->error);
}

void RecordInspector::discard()
{
    m_banner->hide();
    m_asksConflict = false;
    m_pending->drop(m_modelName, {m_id});
    if (m_row)
        m_form->show(m_model, *m_row, {}); // also what was no value, and so never pending
    updateEditBar();
}

void RecordInspector::focusField(const QString &field)
{
    m_tabs->setCurrentIndex(FormTab);
    m_wantedField = m_row ? QString() : field; // else once the record is here
    if (m_row)
        m_form->focusField(field);
}

QMenu *RecordInspector::makeActionMenu()
{
    delete m_recordActions;
    m_recordActions = new RecordActions(m_context, m_modelName, this);
    connect(m_recordActions, &RecordActions::openRequested, this, &RecordInspector::openRequested);
    connect(m_recordActions, &RecordActions::finished, this,
            [this](const QString &action, int /*count*/, qint64 run) {
                m_banner->showMessage(Banner::Kind::Info,
                                      tr("%1 succeeded (run %2)").arg(action).arg(run),
                                      tr("Close"));
            });
    auto *menu = new QMenu(this);
    menu->setObjectName(u"inspector.actionMenu"_s);
    m_recordActions->fillMenu(menu, ActionTargets::of(m_id));
    if (menu->isEmpty())
        menu->addAction(tr("This model has no other actions"))->setEnabled(false);
    return menu;
}

void RecordInspector::showActions()
{
    if (!m_row)
        return;
    QMenu *menu = makeActionMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(m_actionButton->mapToGlobal(QPoint(0, m_actionButton->height())));
}

} // namespace syncline::ui
