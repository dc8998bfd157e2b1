#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QToolBar>

class QMenu;
class QToolButton;

namespace syncline::ui {

class ActivityView;

/** The bar at the top: project, back and forward, go to anything, Run, Sync, what runs now. Its
 * actions come from the registry. */
class MainToolBar final : public QToolBar
{
    Q_OBJECT

public:
    MainToolBar(ActionRegistry *actions, QWidget *parent);

    /** nullptr engine: no project. */
    void setProject(const UiContext &context);
    void setProjectMenu(QMenu *menu);

Q_SIGNALS:
    /** Empty: all connections. */
    void syncRequested(const QString &connection);
    void newConnectionRequested();
    void runShown(const syncline::ui::InspectTarget &target);

private:
    QToolButton *addButton(const char *actionId, Qt::ToolButtonStyle style);
    void fillSyncMenu();
    void updateActivity();
    void updateTitle();
    /** With one connection the button syncs it; with several it asks which. */
    void updateSync();
    [[nodiscard]] std::shared_ptr<const ConnectionDef> onlyConnection() const;

    ActionRegistry *m_actions;
    QToolButton *m_project;
    QToolButton *m_new = nullptr;
    QToolButton *m_goTo = nullptr;
    QToolButton *m_sync = nullptr;
    QMenu *m_syncMenu;
    ActivityView *m_activity;
    UiContext m_context;
};

} // namespace syncline::ui
