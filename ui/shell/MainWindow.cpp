#include "ui/shell/MainWindow.h"

#include "ui/base/Settings.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/connection/NewConnectionDialog.h"
#include "ui/inspector/InspectorView.h"
#include "ui/navigator/NavigatorView.h"
#include "ui/palette/GoToPalette.h"
#include "ui/panels/PanelArea.h"
#include "ui/prompt/Prompter.h"
#include "ui/shell/DocumentArea.h"
#include "ui/shell/MainToolBar.h"
#include "ui/shell/NothingOpen.h"
#include "ui/shell/SessionStore.h"
#include "ui/shell/StandardPages.h"
#include "ui/shell/StatusLine.h"
#include "ui/start/StartPage.h"

#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QLayout>
#include <QStackedWidget>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {
/** A dock is never without a widget: it would work out a negative size. */
void replaceWidget(QDockWidget *dock, QWidget *widget)
{
    const QWidget *before = dock->widget();
    dock->setWidget(widget);
    delete before;
}
} // namespace

MainWindow::MainWindow(const WindowOptions &options)
    : m_options(options)
{
    setObjectName(u"mainWindow"_s);
    updateTitle();
    resize(firstSize());
    layout()->setSizeConstraint(
        QLayout::SetNoConstraint); // what is docked must not force the window
    setMinimumSize(720, 480);
    addActions();
    addViewActions();
    buildFrame();
    buildDocks();
    buildMenu();
    connectDocuments();
    registerStandardPages(*this, m_options.diagramLayout);
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(500ms);
    connect(&m_saveTimer, &QTimer::timeout, this, &MainWindow::saveSession);
    const QByteArray geometry = m_options.settings->value(u"window/geometry"_s).toByteArray();
    if (!geometry.isEmpty())
        restoreGeometry(geometry);
    handleCurrentPage(nullptr);
}

MainWindow::~MainWindow()
{
    if (m_engine)
        closeProject();
}

UiContext MainWindow::context()
{
    return {m_engine.get(), m_options.prompter, m_options.settings, m_session.get(),
            &m_actions,     m_options.theme,    m_options.clock};
}

void MainWindow::registerPage(DocumentRef::Kind kind, PageFactory factory)
{
    m_documents->registerPage(kind, std::move(factory));
}

void MainWindow::connectDocuments()
{
    connect(m_documents, &DocumentArea::currentPageChanged, this, &MainWindow::handleCurrentPage);
    connect(m_documents, &DocumentArea::openRequested, this, &MainWindow::openDocument);
    connect(m_documents, &DocumentArea::inspectRequested, this, &MainWindow::inspect);
    connect(m_documents, &DocumentArea::logsRequested, this, &MainWindow::showLogs);
    connect(m_documents, &DocumentArea::pagesChanged, this, [this] {
        updateCentre();
        if (m_session && !m_saveTimer.isActive())
            m_saveTimer.start();
    });
    connect(m_documents, &DocumentArea::visitedChanged, this, [this] {
        m_actions.action("go.back")->setEnabled(m_documents->canGoBack());
        m_actions.action("go.forward")->setEnabled(m_documents->canGoForward());
    });
    connect(m_nothingOpen, &NothingOpen::openRequested, this, &MainWindow::openDocument);
    connect(m_nothingOpen, &NothingOpen::syncRequested, this, &MainWindow::startSync);
    connect(m_toolBar, &MainToolBar::syncRequested, this, &MainWindow::startSync);
    connect(m_toolBar, &MainToolBar::newConnectionRequested, this, &MainWindow::newConnection);
    connect(m_toolBar, &MainToolBar::runShown, this, &MainWindow::inspect);
    connect(m_status, &StatusLine::problemsRequested, this,
            [this] { m_actions.action("panel.problems")->trigger(); });
    connect(m_start, &StartPage::openRequested, this, &MainWindow::openProject);
    connect(m_start, &StartPage::openFolderRequested, this, &MainWindow::pickFolder);
    connect(m_start, &StartPage::templateRequested, this, &MainWindow::newFromTemplate);
    connect(m_start, &StartPage::sampleShopRequested, this, &MainWindow::openSampleShop);
}

void MainWindow::openProject(const QString &folder)
{
    askAboutEdits([this, folder] { openNow(folder); });
}

void MainWindow::openNow(const QString &folder)
{
    if (m_engine)
        closeProject();
    const QString path = QDir(folder).absolutePath();
    const int ticket = ++m_opening;
    m_start->setBusy(tr("Opening %1…").arg(path));
    whenDone(m_options.opener->open(path), this,
             [this, ticket, path](const Result<EnginePtr> &opened) {
                 if (ticket != m_opening) {
                     if (opened)
                         m_options.opener->close(opened.value());
                     return;
                 }
                 if (!opened) {
                     m_start->showFailure(opened.error());
                     Q_EMIT projectFailed(opened.error());
                     return;
                 }
                 setEngine(opened.value(), path);
             });
}

void MainWindow::setEngine(EnginePtr engine, const QString &folder)
{
    m_engine = std::move(engine);
    const QString state = m_options.stateFolder.isEmpty() ? SessionStore::defaultStateFolder()
                                                          : m_options.stateFolder;
    m_session = std::make_unique<SessionStore>(state, folder);
    m_options.settings->addRecentProject(folder);
    const UiContext project = context();
    m_documents->setContext(project);
    m_toolBar->setProject(project);
    m_status->setProject(project);
    m_palette->setProject(project);
    m_nothingOpen->setProject(project);
    m_navigator = new NavigatorView(project, m_navigatorDock);
    m_inspector = new InspectorView(project, m_inspectorDock);
    m_panels = new PanelArea(project, m_panelDock);
    replaceWidget(m_navigatorDock, m_navigator);
    replaceWidget(m_inspectorDock, m_inspector);
    replaceWidget(m_panelDock, m_panels);
    connectViews();
    m_start->setBusy({});
    updateCentre();
    updateTitle();
    for (QDockWidget *dock : {m_navigatorDock, m_inspectorDock, m_panelDock})
        dock->show();
    setProjectActions(true);
    restoreSession();
    Q_EMIT projectOpened();
}

void MainWindow::connectViews()
{
    connect(m_navigator, &NavigatorView::openRequested, this, &MainWindow::openDocument);
    connect(m_navigator, &NavigatorView::syncRequested, this, &MainWindow::startSync);
    connect(m_navigator, &NavigatorView::newConnectionRequested, this, &MainWindow::newConnection);
    connect(m_navigator, &NavigatorView::modelRemoved, this, [this](const QString &model) {
        closeModel(model); // nobody asks about what is not applied: it is gone
    });
    connect(m_inspector, &InspectorView::openRequested, this, &MainWindow::openDocument);
    connect(m_inspector, &InspectorView::logsRequested, this, &MainWindow::showLogs);
    connect(m_inspector, &InspectorView::leaveRequested, this, &MainWindow::goToDocument);
    connect(m_panels, &PanelArea::openRequested, this, &MainWindow::openDocument);
    connect(m_panels, &PanelArea::inspectRequested, this, &MainWindow::inspect);
    connect(m_engine.get(), &Engine::schemaNeedsConfirmation, this, &MainWindow::confirmSchema);
}

void MainWindow::closeProject()
{
    if (!m_engine)
        return;
    saveSession();
    m_documents->closeAll();
    m_documents->setContext({});
    m_toolBar->setProject({});
    m_status->setProject({});
    m_palette->setProject({});
    m_nothingOpen->setProject({});
    for (QDockWidget *dock : {m_navigatorDock, m_inspectorDock, m_panelDock})
        dock->hide();
    for (QDockWidget *dock : {m_navigatorDock, m_inspectorDock, m_panelDock})
        replaceWidget(dock, new QWidget(dock));
    m_navigator = nullptr;
    m_inspector = nullptr;
    m_panels = nullptr;
    m_session.reset();
    m_engine->disconnect(this);
    m_options.opener->close(std::exchange(m_engine, nullptr));
    updateCentre();
    updateTitle();
    setProjectActions(false);
    Q_EMIT projectClosed();
}

/** What needs an open project, and what needs one that can be changed. */
void MainWindow::setProjectActions(bool isOpen)
{
    const bool canChange = isOpen && !m_engine->isReadOnly();
    m_actions.action("project.close")->setEnabled(isOpen);
    m_actions.action("diagram.open")->setEnabled(isOpen);
    m_actions.action("connection.new")->setEnabled(canChange);
    m_actions.action("model.new")->setEnabled(canChange);
}

/** The pages of a model that is no more. */
void MainWindow::closeModel(const QString &model)
{
    const QList<DocumentPage *> pages = m_documents->pages();
    for (DocumentPage *page : pages) {
        const DocumentRef::Kind kind = page->ref().kind;
        const bool isOfModel =
            kind == DocumentRef::Kind::Records || kind == DocumentRef::Kind::Schema;
        if (!isOfModel || page->ref().name != model)
            continue;
        page->discardChanges();
        Q_EMIT page->closeRequested();
    }
}

bool MainWindow::openDocument(const DocumentRef &ref, OpenMode mode)
{
    return m_engine && m_documents->open(ref, mode) != nullptr;
}

void MainWindow::updateCentre()
{
    QWidget *shown = m_documents;
    if (!m_engine)
        shown = m_start;
    else if (m_documents->pages().isEmpty())
        shown = m_nothingOpen;
    if (m_stack->currentWidget() == shown)
        return;
    m_stack->setCurrentWidget(shown);
    if (shown == m_nothingOpen)
        m_nothingOpen->focusFirst();
}

DocumentPage *MainWindow::currentPage() const
{
    return m_documents->currentPage();
}

void MainWindow::handleCurrentPage(DocumentPage *page)
{
    const bool isOpen = m_engine != nullptr;
    m_actions.action("document.run")->setEnabled(page && page->runAction());
    m_actions.action("document.close")->setEnabled(page != nullptr);
    m_actions.action("document.side")->setEnabled(page != nullptr);
    m_actions.action("go.back")->setEnabled(isOpen && m_documents->canGoBack());
    m_actions.action("go.forward")->setEnabled(isOpen && m_documents->canGoForward());
    m_palette->setInFront(page ? page->ref() : DocumentRef());
    updateTitle();
    if (m_navigator && page)
        m_navigator->setCurrent(page->ref());
}

void MainWindow::inspect(const InspectTarget &target)
{
    if (!m_inspector)
        return;
    if (!target.field.isEmpty())
        m_inspectorDock->show(); // to be edited there
    m_inspector->show(target);
}

void MainWindow::showLogs(qint64 run)
{
    if (!m_panels)
        return;
    m_panelDock->show();
    m_panels->showLogs(run);
}

void MainWindow::startSync(const QString &connection)
{
    const ProjectPtr project = m_engine->project();
    for (const auto &def : project->connections) {
        if (!connection.isEmpty() ? toQString(def->name) != connection : !def->enabled)
            continue;
        SyncRequest request;
        request.connection = def->name;
        whenDone(m_engine->startSync(request), this, [this](const Result<RunId> &run) {
            if (!run)
                m_options.prompter->show(this, run.error());
            else
                inspect(InspectTarget::ofRun(run.value())); // its progress
        });
    }
}

void MainWindow::newConnection()
{
    auto *dialog = new NewConnectionDialog(context(), this);
    connect(dialog, &NewConnectionDialog::chosen, this,
            [this](const DocumentRef &ref) { openDocument(ref); });
    dialog->open();
}

void MainWindow::pickFolder()
{
    m_options.prompter->pickFolder(this, tr("Open a project"), QDir::homePath(),
                                   [this](const QString &folder) { openProject(folder); });
}

void MainWindow::newFromTemplate(const QString &name)
{
    m_options.prompter->pickFolder(
        this, tr("A folder for the new project (empty, or make one)"), QDir::homePath(),
        [this, name](const QString &folder) {
            m_start->setBusy(tr("Making the project…"));
            whenDone(m_options.opener->createProject(folder, name, QDir(folder).dirName()), this,
                     [this](const Result<QString> &made) {
                         if (made)
                             openProject(made.value());
                         else
                             m_start->showFailure(made.error());
                     });
        });
}

void MainWindow::openSampleShop()
{
    m_start->setBusy(tr("Starting the sample shop…"));
    whenDone(m_options.opener->prepareSampleShop(), this, [this](const Result<QString> &made) {
        if (made)
            openProject(made.value());
        else
            m_start->showFailure(made.error());
    });
}

void MainWindow::confirmSchema(const SchemaPlan &plan)
{
    QString text = tr("Files of this project changed so that stored data would be lost:");
    for (const SchemaStep &step : plan.steps) {
        if (step.rowsLost > 0)
            text += u"\n• "_s + displayLine(step.summary);
    }
    Question question;
    question.title = tr("The models changed");
    question.text = text;
    question.doIt = tr("Apply and Lose Data");
    question.leaveIt = tr("Keep the Data");
    question.destructive = true;
    m_options.prompter->ask(this, question, [this](Answer answer) {
        if (answer != Answer::DoIt || !m_engine)
            return;
        whenDone(m_engine->applySchema(Confirm::Yes), this, [this](const Result<void> &applied) {
            if (!applied)
                m_options.prompter->show(this, applied.error());
        });
    });
}

void MainWindow::saveSession()
{
    if (!m_session)
        return;
    m_session->setValue(u"documents"_s, m_documents->saveDocuments());
    m_session->setValue(u"layout"_s, QString::fromLatin1(saveState().toBase64()));
    if (m_panels)
        m_session->setValue(u"panels"_s, m_panels->state());
}

void MainWindow::restoreSession()
{
    const QByteArray layout =
        QByteArray::fromBase64(m_session->value(u"layout"_s).toString().toLatin1());
    if (layout.isEmpty() || !restoreState(layout))
        setFirstLayout();
    m_panels->restoreState(m_session->value(u"panels"_s).toObject());
    m_documents->restoreDocuments(m_session->value(u"documents"_s).toObject());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (hasEdits()) {
        event->ignore();
        askAboutEdits([this] {
            closeProject();
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        });
        return;
    }
    m_options.settings->setValue(u"window/geometry"_s, saveGeometry());
    closeProject();
    event->accept();
}

} // namespace syncline::ui
