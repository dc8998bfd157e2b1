#include "ui/action/ActionPage.h"

#include "ui/action/ActionDocument.h"
#include "ui/action/ActionFacts.h"
#include "ui/action/ActionRunner.h"
#include "ui/action/EffectList.h"
#include "ui/action/EffectListView.h"
#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/Banner.h"
#include "ui/widget/IconLabel.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int contentWidth = 860;

QString kindText(const ActionDef &action)
{
    switch (action.kind) {
    case ActionKind::Create:
        return ActionPage::tr("makes a record of %1");
    case ActionKind::Update:
        return ActionPage::tr("changes a record of %1");
    case ActionKind::Delete:
        return ActionPage::tr("deletes a record of %1");
    case ActionKind::Custom:
        return ActionPage::tr("works on a record of %1");
    case ActionKind::Global:
        return ActionPage::tr("global action");
    }
    return {};
}
} // namespace

ActionPage::ActionPage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
    : DocumentPage(ref, context, parent),
      m_document(new ActionDocument(context.engine, fromQString(ref.name), this)),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this)),
      m_banner(new Banner(u"action.banner"_s, this)),
      m_problems(new Banner(u"action.problems"_s, this))
{
    addActions();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHeader());
    layout->addWidget(m_banner);
    layout->addWidget(m_problems);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(buildContent());
    layout->addWidget(m_stack, 1);
    connectLists();
    connect(m_banner, &Banner::buttonClicked, m_banner, &QWidget::hide);
    connect(m_problems, &Banner::buttonClicked, this, [this] {
        for (const Problem &problem : m_document->problems()) {
            if (toQString(problem.file) == m_document->file()) {
                openFile(m_document->file(), problem.line);
                return;
            }
        }
    });
    connect(m_stateView, &PageStateView::buttonClicked, this, [this] {
        if (m_document->problems().empty())
            m_document->reload();
        else
            openFile(m_document->file(), m_document->problems().front().line);
    });
    connect(m_document, &ActionDocument::changed, this, &ActionPage::update);
    connect(m_document, &ActionDocument::saved, this, [this] { m_saving->setText(tr("Saved")); });
    connect(m_document, &ActionDocument::changedOutside, this, [this] {
        m_banner->hide();
        if (!m_document->action())
            return; // the page says it
        m_banner->showMessage(Banner::Kind::Info,
                              tr("The file was changed outside; this is what it says now."),
                              tr("Close"));
    });
    connect(m_document, &ActionDocument::saveFailed, this, [this](const Error &error) {
        m_saving->clear();
        m_banner->showMessage(Banner::Kind::Error,
                              tr("The change was not saved. %1").arg(errorText(error)),
                              tr("Close"));
    });
    connect(m_document, &ActionDocument::problemsChanged, this, &ActionPage::updateProblems);
    update();
}

QString ActionPage::title() const
{
    QString name = ref().name;
    return displayLine(fromQString(name.replace(u'.', u" ▸ "_s)), 120);
}

QIcon ActionPage::icon() const
{
    return themedIcon(u"action"_s);
}

void ActionPage::addActions()
{
    ActionRegistry *actions = context().actions;
    m_run = actions->add({"action.run", tr("Run the Action"), u"run"_s}, this,
                         [this] { m_runner->run(); });
    m_run->setIconText(tr("Run"));
    m_undo = actions->add({"action.undo", tr("Undo"), u"undo"_s, QKeySequence::Undo}, this,
                          [this] { m_document->steps()->undo(); });
    m_redo = actions->add({"action.redo", tr("Redo"), u"redo"_s, QKeySequence::Redo}, this,
                          [this] { m_document->steps()->redo(); });
    const auto follow = [this] {
        QUndoStack *steps = m_document->steps();
        m_undo->setEnabled(steps->canUndo());
        m_redo->setEnabled(steps->canRedo());
        m_undo->setToolTip(plainToolTip(tr("Undo %1 (Ctrl+Z)").arg(steps->undoText())));
        m_redo->setToolTip(plainToolTip(tr("Redo %1 (Ctrl+Shift+Z)").arg(steps->redoText())));
    };
    connect(m_document->steps(), &QUndoStack::indexChanged, this, follow);
    follow();
}

QWidget *ActionPage::buildHeader()
{
    auto *bar = makeBar(u"top"_s, this);
    auto *name = makeLabel(title(), LabelRole::Title, bar);
    name->setObjectName(u"action.name"_s);
    m_kind = makeLabel({}, LabelRole::Muted, bar);
    m_kind->setObjectName(u"action.kind"_s);
    m_saving = makeLabel({}, LabelRole::Muted, bar);
    m_saving->setObjectName(u"action.saving"_s);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::large, space::small, space::medium, space::small);
    layout->setSpacing(space::small);
    layout->addWidget(new IconLabel(icon(), 24, bar));
    layout->addWidget(name);
    layout->addWidget(m_kind);
    layout->addStretch();
    layout->addWidget(m_saving);
    for (QAction *action : {m_undo, m_redo, m_run}) {
        auto *button = new QToolButton(bar);
        button->setDefaultAction(action);
        button->setToolButtonStyle(action == m_run ? Qt::ToolButtonTextBesideIcon
                                                   : Qt::ToolButtonIconOnly);
        button->setFocusPolicy(Qt::TabFocus);
        nameControl(button, u"button."_s + action->objectName(), action->text());
        layout->addWidget(button);
    }
    return bar;
}

QWidget *ActionPage::buildContent()
{
    m_scroll = new QScrollArea(this);
    nameControl(m_scroll, u"action.scroll"_s, tr("Action"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget(m_scroll);
    page->setObjectName(u"scrolled"_s);
    auto *content = new QWidget(page);
    content->setMaximumWidth(contentWidth);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(space::large, space::medium, space::large, space::large);
    column->setSpacing(space::medium);
    m_comment = makeLabel({}, content);
    m_comment->setObjectName(u"action.comment"_s);
    m_comment->setWordWrap(true);
    column->addWidget(m_comment);
    for (const EffectPhase phase : effectPhases) {
        m_lists.push_back(new EffectList(phase, context(), m_document, content));
        column->addWidget(m_lists.back());
    }
    m_runner = new ActionRunner(context(), content);
    column->addWidget(m_runner);
    m_facts = new ActionFacts(content);
    column->addWidget(m_facts);
    column->addStretch();
    auto *centred = new QHBoxLayout(page);
    centred->setContentsMargins(0, 0, 0, 0);
    centred->addStretch(1);
    centred->addWidget(content, 100);
    centred->addStretch(1);
    m_scroll->setWidget(page);
    return m_scroll;
}

void ActionPage::connectLists()
{
    for (EffectList *list : m_lists) {
        connect(list, &EffectList::openRequested, this, &ActionPage::openFile);
        connect(list, &EffectList::leaveRequested, this,
                [this, list](int step) { leave(list, step); });
        connect(list, &EffectList::activated, this, [this, list] {
            for (EffectList *other : m_lists) {
                if (other != list)
                    other->clearSelection();
            }
        });
        connect(list, &EffectList::dropped, this,
                [this, list](EffectPhase from, int fromRow, int row) {
                    drop(from, fromRow, list->phase(), row);
                });
    }
    connect(m_facts, &ActionFacts::fileRequested, this, [this] { openFile(m_document->file()); });
    connect(m_runner, &ActionRunner::inspectRequested, this, &DocumentPage::inspectRequested);
    connect(m_runner, &ActionRunner::openRequested, this, &DocumentPage::openRequested);
    connect(m_runner, &ActionRunner::logsRequested, this, &DocumentPage::logsRequested);
}

void ActionPage::update()
{
    const ActionDef *action = m_document->action();
    m_run->setEnabled(action != nullptr);
    if (!action) {
        showMissing();
        return;
    }
    QString kind = kindText(*action);
    if (!action->model.empty())
        kind = kind.arg(displayLine(action->model, 60));
    m_kind->setText(kind);
    m_comment->setText(action->isDefault
                           ? tr("This is what happens by default. Adding an effect here writes %1.")
                                 .arg(m_document->file())
                           : displayLine(action->comment));
    m_comment->setVisible(!m_comment->text().isEmpty());
    m_saving->setText(m_document->isSaving() ? tr("Saving…") : QString());
    m_facts->show(*action);
    m_runner->show(*action);
    m_stack->setCurrentWidget(m_scroll);
}

void ActionPage::showMissing()
{
    m_kind->clear();
    m_saving->clear();
    m_stack->setCurrentWidget(m_stateView);
    if (m_document->isChecking()) {
        m_stateView->showLoading(tr("Looking for %1…").arg(title()));
        return;
    }
    const std::string name = m_document->fullName();
    if (m_document->problems().empty()) {
        m_stateView->showError(Error(errc::notFound, "The project has no action %1.", {name}));
        return;
    }
    const Problem &problem = m_document->problems().front();
    m_stateView->showError(
        Error(errc::problems, "The action %1 cannot be read: %2", {name, problem.message})
            .withPlace(problem.file + ":" + std::to_string(problem.line)),
        tr("Open action.json"));
}

void ActionPage::updateProblems()
{
    if (!m_document->action()) {
        m_problems->hide();
        showMissing();
        return;
    }
    const Problem *worst = nullptr;
    int count = 0;
    for (const Problem &problem : m_document->problems()) {
        if (toQString(problem.file) != m_document->file())
            continue; // shown at its effect
        ++count;
        if (!worst || (worst->severity == Problem::Severity::Warning &&
                       problem.severity == Problem::Severity::Error))
            worst = &problem;
    }
    m_problems->setVisible(worst != nullptr);
    if (!worst)
        return;
    QString text = displayLine(worst->message);
    if (count > 1)
        text += u' ' + tr("(and %1 more)").arg(count - 1);
    m_problems->showMessage(worst->severity == Problem::Severity::Error ? Banner::Kind::Error
                                                                        : Banner::Kind::Warning,
                            text, tr("Open action.json"));
}

EffectList *ActionPage::list(EffectPhase phase) const
{
    return m_lists.at(static_cast<std::size_t>(phase));
}

void ActionPage::openFile(const QString &file, int line)
{
    DocumentRef ref;
    ref.kind = DocumentRef::Kind::Code;
    ref.name = file;
    ref.line = line;
    Q_EMIT openRequested(ref, OpenMode::Here);
}

void ActionPage::leave(const EffectList *list, int step)
{
    const auto at = std::find(m_lists.begin(), m_lists.end(), list) - m_lists.begin() + step;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(m_lists.size()))
        return;
    EffectListView *next = m_lists.at(static_cast<std::size_t>(at))->view();
    next->setFocus(Qt::OtherFocusReason);
    next->select(step > 0 ? 0 : next->model()->rowCount() - 1);
    m_scroll->ensureWidgetVisible(next);
}

void ActionPage::drop(EffectPhase from, int fromRow, EffectPhase to, int row)
{
    const ActionDef *action = m_document->action();
    if (!action || fromRow < 0 || fromRow >= static_cast<int>(effectsOf(*action, from).size()))
        return;
    ActionDef next = *action;
    std::vector<EffectDef> &source = effectsOf(next, from);
    const EffectDef moved = source[static_cast<std::size_t>(fromRow)];
    if (to == EffectPhase::Precondition && !moved.builtin.empty())
        return; // only files stand there
    source.erase(source.begin() + fromRow);
    std::vector<EffectDef> &target = effectsOf(next, to);
    const int at = from == to && row > fromRow ? row - 1 : row;
    target.insert(target.begin() + std::clamp(at, 0, static_cast<int>(target.size())), moved);
    m_document->change(tr("Move %1").arg(effectTitle(moved, actionFolderOf(next))), next);
    EffectListView *view = list(to)->view();
    view->setFocus(Qt::OtherFocusReason);
    view->select(at);
}

void ActionPage::reveal(const DocumentRef &ref)
{
    if (ref.detail.isEmpty())
        return;
    m_runner->setRecord(ref.detail);
    m_wantsInput = true;
}

QJsonObject ActionPage::state() const
{
    return {{u"record"_s, m_runner->record()}};
}

void ActionPage::restoreState(const QJsonObject &state)
{
    m_runner->setRecord(state.value(u"record"_s).toString());
}

void ActionPage::focusContent()
{
    if (!m_document->action()) {
        m_stateView->setFocus();
        return;
    }
    if (std::exchange(m_wantsInput, false)) {
        m_runner->focusInput();
        m_scroll->ensureWidgetVisible(m_runner);
        return;
    }
    EffectListView *view = list(EffectPhase::Run)->view();
    view->setFocus(Qt::OtherFocusReason);
    view->select(0);
}

} // namespace syncline::ui
