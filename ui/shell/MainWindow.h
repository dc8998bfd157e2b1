#pragma once

#include "ui/base/ActionRegistry.h"
#include "ui/shell/DocumentPage.h"
#include "ui/shell/ProjectOpener.h"
#include "ui/shell/WindowOptions.h"

#include <QMainWindow>
#include <QTimer>

#include <functional>
#include <memory>

class QDockWidget;
class QMenu;
class QStackedWidget;

namespace syncline::ui {

class DocumentArea;
class GoToPalette;
class HelpWindow;
class InspectorView;
class MainToolBar;
class NavigatorView;
class NothingOpen;
class PanelArea;
class SessionStore;
class StartPage;
class StatusLine;

/**
 * The window: stacks the start page or the documents, and docks around them. Pages own themselves;
 * the window only carries what they ask for from one to another. Close it with close(): the session
 * is saved, the engine handed back to the opener.
 */
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const WindowOptions &options);
    ~MainWindow() override;

    /** How other screens are made; call before a project is opened. Records, connection and run are
     * there already. */
    void registerPage(DocumentRef::Kind kind, PageFactory factory);
    /** Closes what is open and opens @p folder; the start page says how it goes. */
    void openProject(const QString &folder);
    void closeProject();
    [[nodiscard]] bool isProjectOpen() const { return m_engine != nullptr; }
    /** False when no page is registered for its kind. */
    bool openDocument(const DocumentRef &ref, OpenMode mode = OpenMode::Here);
    [[nodiscard]] DocumentPage *currentPage() const;
    [[nodiscard]] DocumentArea *documents() const { return m_documents; }
    [[nodiscard]] ActionRegistry *actions() { return &m_actions; }
    [[nodiscard]] UiContext context();

Q_SIGNALS:
    void projectOpened();
    void projectClosed();
    /** Opening failed; the start page shows why. */
    void projectFailed(const syncline::Error &error);

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void openNow(const QString &folder);
    /** Edits of records that were not applied. */
    [[nodiscard]] bool hasEdits() const;
    /** @p then, unless there are such edits and the user wants to keep them. */
    void askAboutEdits(std::function<void()> then);
    void addActions();
    void addViewActions();
    void buildFrame();
    void buildDocks();
    void buildMenu();
    void showHelp(const QString &page);
    [[nodiscard]] QSize firstSize() const;
    void goToDocument();
    void updateTitle();
    void setFirstLayout();
    void updateCentre();
    void connectDocuments();
    void setEngine(EnginePtr engine, const QString &folder);
    void connectViews();
    void handleCurrentPage(DocumentPage *page);
    void inspect(const InspectTarget &target);
    void showLogs(qint64 run);
    void startSync(const QString &connection);
    void newConnection();
    void openDiagram();
    void setProjectActions(bool isOpen);
    void closeModel(const QString &model);
    void newFromTemplate(const QString &name);
    void openSampleShop();
    void pickFolder();
    void saveSession();
    void restoreSession();
    void confirmSchema(const SchemaPlan &plan);

    const WindowOptions m_options;
    ActionRegistry m_actions;
    EnginePtr m_engine;
    std::unique_ptr<SessionStore> m_session;
    QTimer m_saveTimer;
    int m_opening = 0; ///< Ticket: only the newest opening counts.

    MainToolBar *m_toolBar = nullptr;
    QMenu *m_menu = nullptr;
    StatusLine *m_status = nullptr;
    QStackedWidget *m_stack = nullptr;
    StartPage *m_start = nullptr;
    DocumentArea *m_documents = nullptr;
    NothingOpen *m_nothingOpen = nullptr;
    QDockWidget *m_navigatorDock = nullptr;
    QDockWidget *m_inspectorDock = nullptr;
    QDockWidget *m_panelDock = nullptr;
    NavigatorView *m_navigator = nullptr;
    InspectorView *m_inspector = nullptr;
    PanelArea *m_panels = nullptr;
    GoToPalette *m_palette = nullptr;
    HelpWindow *m_help = nullptr; ///< Made when first asked for.
};

} // namespace syncline::ui
