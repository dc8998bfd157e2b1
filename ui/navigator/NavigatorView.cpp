#include "ui/navigator/NavigatorView.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/navigator/NavigatorDelegate.h"
#include "ui/prompt/Prompter.h"
#include "ui/schema/ModelCommands.h"
#include "ui/shell/SessionStore.h"
#include "ui/views/ViewNames.h"
#include "ui/widget/PlainLabel.h"

#include <QJsonArray>
#include <QKeyEvent>
#include <QMenu>
#include <QTreeView>
#include <QVBoxLayout>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {

NavigatorModel::State stateOf(const RunInfo &run)
{
    switch (run.state) {
    case RunState::Running:
        return NavigatorModel::State::Running;
    case RunState::Completed:
        return NavigatorModel::State::Ok;
    case RunState::Errored:
        return NavigatorModel::State::Error;
    case RunState::CompletedWithErrors:
    case RunState::NeedsConfirmation:
    case RunState::Interrupted:
        return NavigatorModel::State::Warning;
    case RunState::Cancelled:
        return NavigatorModel::State::Quiet;
    }
    return NavigatorModel::State::None;
}

} // namespace

NavigatorView::NavigatorView(const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_model(new NavigatorModel(this)),
      m_models(new ModelCommands(context, this)),
      m_tree(new QTreeView(this))
{
    setObjectName(u"navigator"_s);
    nameControl(m_tree, u"navigator.tree"_s, tr("Project"));
    setFocusProxy(m_tree);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new NavigatorDelegate(context.theme, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(space::large);
    m_tree->setIconSize(QSize(space::iconSize, space::iconSize));
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->installEventFilter(this);
    connect(m_tree, &QTreeView::pressed, this, [this] { m_wasDoubled = false; });
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex &at) {
        if (!std::exchange(m_wasDoubled, false)) // the release of a double click is one, too
            openIndex(at, OpenMode::Here);
    });
    connect(m_tree, &QTreeView::doubleClicked, this, [this](const QModelIndex &at) {
        const QString id = at.data(NavigatorModel::IdRole).toString();
        m_wasDoubled = true;
        if (id.startsWith(u"model/"_s))
            Q_EMIT openRequested(schemaRef(id.section(u'/', 1)), OpenMode::Here);
    });
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &NavigatorView::showMenu);
    connect(m_tree, &QTreeView::expanded, this, &NavigatorView::rememberExpanded);
    connect(m_tree, &QTreeView::collapsed, this, &NavigatorView::rememberExpanded);
    connect(m_models, &ModelCommands::openRequested, this, &NavigatorView::openRequested);
    connect(m_models, &ModelCommands::removed, this, &NavigatorView::modelRemoved);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);

    for (const QJsonValue &id : m_context.session->value(u"navigator/expanded"_s).toArray())
        m_expanded.insert(id.toString());
    for (const QJsonValue &id : m_context.session->value(u"navigator/collapsed"_s).toArray())
        m_collapsed.insert(id.toString());
    m_countTimer.setSingleShot(true);
    m_countTimer.setInterval(500ms);
    connect(&m_countTimer, &QTimer::timeout, this, &NavigatorView::loadCounts);
    connect(m_context.engine, &Engine::projectChanged, this, &NavigatorView::reload);
    connect(m_context.engine, &Engine::runChanged, this, &NavigatorView::handleRun);
    connect(m_context.engine, &Engine::recordsChanged, this, [this] {
        if (!m_countTimer.isActive())
            m_countTimer.start();
    });
    m_context.actions->add({"view.new", tr("New View…"), u"add"_s, {}, tr("A query with a name")},
                           this, &NavigatorView::newView);
    m_context.actions->action("view.new")->setEnabled(!m_context.engine->isReadOnly());
    reload();
    loadStates();
}

void NavigatorView::reload()
{
    const QString selected = m_tree->currentIndex().data(NavigatorModel::IdRole).toString();
    m_model->setProject(m_context.engine->inForce());
    restoreExpanded();
    const QModelIndex again = m_model->findById(selected);
    if (again.isValid())
        m_tree->setCurrentIndex(again);
    loadCounts();
}

void NavigatorView::loadCounts()
{
    whenDone(m_context.engine->modelCounts(), this,
             [this](const Result<std::vector<ModelCount>> &counts) {
                 if (counts)
                     m_model->setCounts(counts.value());
             });
}

void NavigatorView::loadStates()
{
    RunQuery query;
    query.kind = RunKind::Sync;
    query.limit = 200;
    whenDone(m_context.engine->runs(query), this, [this](const Result<std::vector<RunInfo>> &runs) {
        if (!runs)
            return;
        for (auto run = runs.value().rbegin(); run != runs.value().rend();
             ++run) // oldest first: the newest wins
            handleRun(*run);
    });
}

void NavigatorView::handleRun(const RunInfo &run)
{
    if (run.kind == RunKind::Sync && run.parent == noRun)
        m_model->setConnectionState(toQString(run.subject), stateOf(run));
}

void NavigatorView::openIndex(const QModelIndex &index, OpenMode mode)
{
    const QVariant ref = index.data(NavigatorModel::RefRole);
    if (ref.isValid())
        Q_EMIT openRequested(ref.value<DocumentRef>(), mode);
}

void NavigatorView::setCurrent(const DocumentRef &ref)
{
    const QVariant now = m_tree->currentIndex().data(NavigatorModel::RefRole);
    if (now.isValid() && now.value<DocumentRef>() == ref)
        return; // a script stands below its action, too
    constexpr std::array prefixes{u"model/", u"connection/", u"file/",   u"action/",
                                  u"run/",   u"model/",      u"diagram/"};
    const QString id =
        QString::fromUtf16(prefixes.at(static_cast<std::size_t>(ref.kind))) + ref.name;
    const QModelIndex at = m_model->findById(id);
    if (at.isValid() && at != m_tree->currentIndex())
        m_tree->setCurrentIndex(at);
}

bool NavigatorView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            const QModelIndex at = m_tree->currentIndex();
            const QString id = at.data(NavigatorModel::IdRole).toString();
            if (key->modifiers().testFlag(Qt::ShiftModifier) && id.startsWith(u"model/"_s)) {
                Q_EMIT openRequested(schemaRef(id.section(u'/', 1)), OpenMode::Here);
                return true;
            }
            if (at.data(NavigatorModel::RefRole).isValid())
                openIndex(at, key->modifiers().testFlag(Qt::ControlModifier) ? OpenMode::ToTheSide
                                                                             : OpenMode::Here);
            else
                m_tree->setExpanded(at, !m_tree->isExpanded(at));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

/** The model's page does it. */
void NavigatorView::addTransferItems(QMenu *menu, const DocumentRef &ref)
{
    menu->addSeparator();
    const auto add = [&](const QString &what, const QString &text) {
        DocumentRef wanted = ref;
        wanted.detail = what;
        QAction *item = menu->addAction(themedIcon(what), text, this, [this, wanted] {
            Q_EMIT openRequested(wanted, OpenMode::Here);
        });
        item->setObjectName(u"navigator."_s + what);
        return item;
    };
    add(u"import"_s, tr("Import Records…"))->setEnabled(!m_context.engine->isReadOnly());
    add(u"export"_s, tr("Export Records…"));
}

QMenu *NavigatorView::makeMenu(const QPoint &position)
{
    const QModelIndex at = m_tree->indexAt(position);
    const QString id = at.data(NavigatorModel::IdRole).toString();
    auto *menu = new QMenu(this);
    menu->setObjectName(u"navigator.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (at.data(NavigatorModel::RefRole).isValid()) {
        const auto ref = at.data(NavigatorModel::RefRole).value<DocumentRef>();
        menu->addAction(themedIcon(u"open"_s), tr("Open"), this,
                        [this, ref] { Q_EMIT openRequested(ref, OpenMode::Here); });
        menu->addAction(themedIcon(u"side"_s), tr("Open to the Side"), this,
                        [this, ref] { Q_EMIT openRequested(ref, OpenMode::ToTheSide); });
        if (ref.kind == DocumentRef::Kind::Records)
            addTransferItems(menu, ref);
        if (ref.kind == DocumentRef::Kind::Connection) {
            menu->addSeparator();
            menu->addAction(themedIcon(u"sync"_s), tr("Sync Now"), this,
                            [this, ref] { Q_EMIT syncRequested(ref.name); });
        }
    }
    const bool isModel = id.startsWith(u"model/"_s);
    if (isModel || id == u"models"_s)
        addModelItems(menu, isModel ? id.section(u'/', 1) : QString());
    if ((isModel || id == u"actions"_s) && !m_context.engine->isReadOnly()) {
        menu->addSeparator();
        menu->addAction(
                themedIcon(u"add"_s), isModel ? tr("New Action…") : tr("New Global Action…"), this,
                [this, model = isModel ? id.section(u'/', 1) : QString()] { newAction(model); })
            ->setObjectName(u"navigator.newAction"_s);
    }
    if (id == u"connections"_s || id.startsWith(u"connection/"_s)) {
        menu->addSeparator();
        menu->addAction(themedIcon(u"add"_s), tr("New Connection…"), this,
                        &NavigatorView::newConnectionRequested);
    }
    if (at.data(NavigatorModel::RefRole).isValid() || id == u"views"_s)
        addViewItems(menu, id, viewOf(at.data(NavigatorModel::RefRole).value<DocumentRef>()));
    if (!menu->isEmpty())
        return menu;
    delete menu;
    return nullptr;
}

void NavigatorView::showMenu(const QPoint &position)
{
    if (QMenu *menu = makeMenu(position))
        menu->popup(m_tree->viewport()->mapToGlobal(position));
}

/** Of the model @p model; of the section when that is empty. */
void NavigatorView::addModelItems(QMenu *menu, const QString &model)
{
    const bool canChange = !m_context.engine->isReadOnly();
    menu->addSeparator();
    if (!model.isEmpty())
        menu->addAction(themedIcon(u"schema"_s), tr("Schema"), this,
                        [this, model] { Q_EMIT openRequested(schemaRef(model), OpenMode::Here); })
            ->setObjectName(u"navigator.schema"_s);
    menu->addAction(themedIcon(u"schema"_s), tr("Show in the Diagram"), this,
                    [this, model] {
                        DocumentRef ref;
                        ref.kind = DocumentRef::Kind::Diagram;
                        ref.name = u"models"_s;
                        ref.detail = model;
                        Q_EMIT openRequested(ref, OpenMode::Here);
                    })
        ->setObjectName(u"navigator.diagram"_s);
    QAction *make =
        menu->addAction(themedIcon(u"add"_s), tr("New Model…"), this, &NavigatorView::newModel);
    make->setObjectName(u"navigator.newModel"_s);
    make->setEnabled(canChange);
    if (model.isEmpty())
        return;
    QAction *rename = menu->addAction(themedIcon(u"edit"_s), tr("Rename…"), this,
                                      [this, model] { m_models->rename(model); });
    rename->setObjectName(u"navigator.renameModel"_s);
    rename->setEnabled(canChange);
    QAction *remove = menu->addAction(themedIcon(u"delete"_s), tr("Delete…"), this,
                                      [this, model] { m_models->remove(model); });
    remove->setObjectName(u"navigator.deleteModel"_s);
    remove->setEnabled(canChange);
}

void NavigatorView::newModel()
{
    m_models->make();
}

void NavigatorView::addViewItems(QMenu *menu, const QString &id, const QString &view)
{
    if ((id != u"views"_s && view.isEmpty()) || m_context.engine->isReadOnly())
        return;
    menu->addSeparator();
    menu->addAction(themedIcon(u"add"_s), tr("New View…"), this, &NavigatorView::newView)
        ->setObjectName(u"navigator.newView"_s);
    if (view.isEmpty())
        return;
    menu->addAction(themedIcon(u"delete"_s), tr("Delete View…"), this,
                    [this, view] { askRemoveView(m_context, this, view, [] {}); })
        ->setObjectName(u"navigator.deleteView"_s);
}

void NavigatorView::newView()
{
    askNewView(m_context, this,
               [this](const DocumentRef &made) { Q_EMIT openRequested(made, OpenMode::Here); });
}

void NavigatorView::newAction(const QString &model)
{
    TextQuestion question;
    question.title = model.isEmpty() ? tr("New global action") : tr("New action of %1").arg(model);
    question.label = tr("Name of the action, such as publish");
    question.doIt = tr("Create");
    m_context.prompter->askText(this, question, [this, model](const QString &typed) {
        ActionDef action;
        action.name = fromQString(typed.trimmed());
        action.model = fromQString(model);
        action.kind = model.isEmpty() ? ActionKind::Global : ActionKind::Custom;
        action.run = defaultRun(action.kind);
        action.returnsResult = action.kind == ActionKind::Global;
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Action;
        ref.name = toQString(action.fullName());
        if (m_context.engine->project()->findAction(action.fullName())) {
            Q_EMIT openRequested(ref, OpenMode::Here); // it is there already
            return;
        }
        whenDone(m_context.engine->saveAction(action), this,
                 [this, ref](const Result<void> &saved) {
                     if (saved)
                         Q_EMIT openRequested(ref, OpenMode::Here);
                     else
                         m_context.prompter->show(this, saved.error());
                 });
    });
}

void NavigatorView::rememberExpanded()
{
    m_expanded.clear();
    m_collapsed.clear();
    QJsonArray expanded;
    QJsonArray collapsed;
    std::vector<QModelIndex> todo;
    for (int row = 0; row < m_model->rowCount(); ++row)
        todo.push_back(m_model->index(row, 0));
    while (!todo.empty()) {
        const QModelIndex at = todo.back();
        todo.pop_back();
        const bool isSection = at.data(NavigatorModel::SectionRole).toBool();
        const QString id = at.data(NavigatorModel::IdRole).toString();
        if (m_tree->isExpanded(at) && !isSection) {
            m_expanded.insert(id);
            expanded.append(id);
        } else if (!m_tree->isExpanded(at) && isSection) {
            m_collapsed.insert(id);
            collapsed.append(id);
        }
        for (int row = 0; row < m_model->rowCount(at); ++row)
            todo.push_back(m_model->index(row, 0, at));
    }
    m_context.session->setValue(u"navigator/expanded"_s, expanded);
    m_context.session->setValue(u"navigator/collapsed"_s, collapsed);
}

void NavigatorView::restoreExpanded()
{
    const QSignalBlocker blocker(m_tree); // expanding here is no wish of the user
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex section = m_model->index(row, 0);
        m_tree->setExpanded(section,
                            !m_collapsed.contains(section.data(NavigatorModel::IdRole).toString()));
    }
    for (const QString &id : std::as_const(m_expanded)) {
        const QModelIndex at = m_model->findById(id);
        if (at.isValid())
            m_tree->setExpanded(at, true);
    }
}

} // namespace syncline::ui
