#include "ui/shell/MainToolBar.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/shell/ActivityView.h"
#include "ui/widget/PlainLabel.h"

#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int goToWidth = 280;

QWidget *makeStretch(QWidget *parent)
{
    auto *stretch = new QWidget(parent);
    stretch->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    return stretch;
}
} // namespace

MainToolBar::MainToolBar(ActionRegistry *actions, QWidget *parent)
    : QToolBar(tr("Main"), parent),
      m_actions(actions),
      m_project(new QToolButton(this)),
      m_syncMenu(new QMenu(this)),
      m_activity(new ActivityView(this))
{
    setObjectName(u"toolbar"_s);
    setMovable(false);
    setFloatable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setIconSize(QSize(space::iconSize + space::unit, space::iconSize)); // with room before the text
    m_project->setIcon(themedIcon(u"project"_s));
    m_project->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_project->setPopupMode(QToolButton::InstantPopup);
    m_project->setFocusPolicy(Qt::TabFocus);
    nameControl(m_project, u"toolbar.project"_s, tr("Project"));
    addWidget(m_project);
    addSeparator();
    addButton("go.back", Qt::ToolButtonIconOnly);
    addButton("go.forward", Qt::ToolButtonIconOnly);
    m_new = new QToolButton(this);
    m_new->setIcon(themedIcon(u"add"_s));
    m_new->setText(tr("New"));
    m_new->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_new->setPopupMode(QToolButton::InstantPopup);
    m_new->setFocusPolicy(Qt::TabFocus);
    m_new->setToolTip(tr("Make a model or a connection"));
    nameControl(m_new, u"toolbar.new"_s, tr("New"));
    auto *newMenu = new QMenu(m_new);
    newMenu->setObjectName(u"toolbar.newMenu"_s);
    for (const char *id : {"model.new", "connection.new"})
        newMenu->addAction(m_actions->action(id));
    m_new->setMenu(newMenu);
    addWidget(m_new);
    addWidget(makeStretch(this));
    m_goTo = addButton("go.anything", Qt::ToolButtonTextBesideIcon);
    m_goTo->setObjectName(u"toolbar.goTo"_s);
    m_goTo->setMinimumWidth(goToWidth);
    addWidget(makeStretch(this));
    addWidget(m_activity);
    addButton("document.run", Qt::ToolButtonTextBesideIcon);
    m_sync = new QToolButton(this);
    m_sync->setIcon(themedIcon(u"sync"_s));
    m_sync->setText(tr("Sync"));
    m_sync->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_sync->setPopupMode(QToolButton::InstantPopup);
    m_sync->setFocusPolicy(Qt::TabFocus);
    m_sync->setMenu(m_syncMenu);
    m_sync->setToolTip(tr("Bring in what changed at the source"));
    nameControl(m_sync, u"toolbar.sync"_s, tr("Sync"));
    m_syncMenu->setObjectName(u"toolbar.syncMenu"_s);
    connect(m_syncMenu, &QMenu::aboutToShow, this, &MainToolBar::fillSyncMenu);
    connect(m_sync, &QToolButton::clicked, this, [this] { // only where it does not open the menu
        if (const auto connection = onlyConnection())
            Q_EMIT syncRequested(toQString(connection->name));
    });
    addWidget(m_sync);
    connect(m_activity, &ActivityView::cancelRequested, this, [this](qint64 run) {
        if (m_context.engine)
            m_context.engine->cancelRun(RunId{run});
    });
    connect(m_activity, &ActivityView::showRequested, this,
            [this](qint64 run) { Q_EMIT runShown(InspectTarget::ofRun(RunId{run})); });
    setProject({});
}

QToolButton *MainToolBar::addButton(const char *actionId, Qt::ToolButtonStyle style)
{
    QAction *action = m_actions->action(actionId);
    Q_ASSERT(action);
    auto *button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setToolButtonStyle(style);
    button->setFocusPolicy(Qt::TabFocus);
    QString name = action->text();
    nameControl(button, u"toolbar."_s + action->objectName(), name.remove(u'&'));
    addWidget(button);
    return button;
}

void MainToolBar::setProjectMenu(QMenu *menu)
{
    m_project->setMenu(menu);
}

void MainToolBar::setProject(const UiContext &context)
{
    if (m_context.engine)
        m_context.engine->disconnect(this);
    m_context = context;
    const bool isOpen = context.engine != nullptr;
    m_new->setEnabled(isOpen && !context.engine->isReadOnly());
    m_goTo->setEnabled(true);
    updateSync();
    updateTitle();
    updateActivity();
    if (!isOpen)
        return;
    connect(context.engine, &Engine::projectChanged, this, &MainToolBar::updateTitle);
    connect(context.engine, &Engine::projectChanged, this, &MainToolBar::updateSync);
    connect(context.engine, &Engine::statusChanged, this, &MainToolBar::updateActivity);
    connect(context.engine, &Engine::runChanged, this, &MainToolBar::updateActivity);
}

std::shared_ptr<const ConnectionDef> MainToolBar::onlyConnection() const
{
    const ProjectPtr project = m_context.engine ? m_context.engine->project() : nullptr;
    if (!project || project->connections.size() != 1 || !project->connections.front()->enabled)
        return nullptr;
    return project->connections.front();
}

void MainToolBar::updateSync()
{
    const auto only = onlyConnection();
    m_sync->setToolTip(plainToolTip(
        only ? tr("Sync %1: bring in what changed at the source").arg(displayLine(only->name, 60))
             : tr("Bring in what changed at the source")));
    setStyleProperty(
        m_sync, "popupMode",
        QVariant::fromValue(only ? QToolButton::MenuButtonPopup : QToolButton::InstantPopup));
    m_sync->setEnabled(m_context.engine && !m_context.engine->isReadOnly());
}

void MainToolBar::updateTitle()
{
    if (!m_context.engine) {
        m_project->setText(tr("No project"));
        return;
    }
    const ProjectPtr project = m_context.engine->project();
    QString text = displayLine(project ? project->name : std::string(), 60) + u" · "_s +
                   displayLine(m_context.engine->environment(), 40);
    if (m_context.engine->isReadOnly())
        text += u" · "_s + tr("read-only");
    m_project->setAccessibleName(tr("Project %1").arg(text));
    m_project->setText(text.replace(u'&', u"&&"_s));
}

void MainToolBar::updateActivity()
{
    m_activity->setRuns(m_context.engine ? m_context.engine->status().active
                                         : std::vector<RunInfo>());
}

void MainToolBar::fillSyncMenu()
{
    m_syncMenu->clear();
    if (!m_context.engine)
        return;
    const ProjectPtr project = m_context.engine->project();
    for (const auto &connection : project->connections) {
        const QString name = toQString(connection->name);
        QString text = displayLine(connection->name, 60);
        text.replace(u'&', u"&&"_s);
        QAction *action =
            m_syncMenu->addAction(themedIcon(u"connection"_s), tr("Sync %1").arg(text), this,
                                  [this, name] { Q_EMIT syncRequested(name); });
        action->setObjectName(u"sync."_s + name);
        action->setEnabled(connection->enabled && !m_context.engine->isReadOnly());
    }
    if (project->connections.size() > 1) {
        m_syncMenu->addSeparator();
        m_syncMenu->addAction(themedIcon(u"sync"_s), tr("Sync All Connections"), this,
                              [this] { Q_EMIT syncRequested({}); });
    }
    m_syncMenu->addSeparator();
    m_syncMenu->addAction(themedIcon(u"add"_s), tr("New Connection…"), this,
                          &MainToolBar::newConnectionRequested);
}

} // namespace syncline::ui
