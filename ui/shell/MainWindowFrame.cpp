#include "ui/shell/MainWindow.h"

#include "ui/base/Icons.h"
#include "ui/base/Settings.h"
#include "ui/base/Text.h"
#include "ui/base/Theme.h"
#include "ui/help/HelpPages.h"
#include "ui/help/HelpWindow.h"
#include "ui/inspector/InspectorView.h"
#include "ui/navigator/NavigatorView.h"
#include "ui/palette/GoToPalette.h"
#include "ui/panels/PanelArea.h"
#include "ui/prompt/Prompter.h"
#include "ui/records/PendingEdits.h"
#include "ui/shell/DocumentArea.h"
#include "ui/shell/MainToolBar.h"
#include "ui/shell/NothingOpen.h"
#include "ui/shell/SessionStore.h"
#include "ui/shell/StatusLine.h"
#include "ui/start/StartPage.h"
#include "ui/widget/PageStateView.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QScreen>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

/** How the window is put together; what it does is in MainWindow.cpp. */
namespace syncline::ui {

namespace {
constexpr int navigatorWidth = 240;
constexpr int inspectorWidth = 340;
constexpr int lowestPanels = 184;
constexpr int highestPanels = 320;
constexpr int panelPercent = 26;
constexpr int screenPercent = 85; ///< Of the screen, for the first window.
constexpr int titleBarRoom = 32;
} // namespace

void MainWindow::addActions()
{
    m_actions.add({"go.anything", tr("Go to anything"), u"search"_s, QKeySequence(u"Ctrl+K"_s)},
                  this, [this] { m_palette->open({}); });
    m_actions.add(
        {"go.command", tr("Find a Command"), u"search"_s, QKeySequence(u"Ctrl+Shift+P"_s)}, this,
        [this] { m_palette->open(u">"_s); });
    m_actions.add({"go.back", tr("Back"), u"back"_s, QKeySequence(u"Alt+Left"_s)}, this,
                  [this] { m_documents->goBack(); });
    m_actions.add({"go.forward", tr("Forward"), u"forward"_s, QKeySequence(u"Alt+Right"_s)}, this,
                  [this] { m_documents->goForward(); });
    m_actions.add({"document.run", tr("Run"), u"run"_s, QKeySequence(u"F5"_s)}, this, [this] {
        const DocumentPage *page = currentPage();
        if (page && page->runAction())
            page->runAction()->trigger();
    });
    m_actions.add({"document.close", tr("Close Document"), u"close"_s, QKeySequence(u"Ctrl+W"_s)},
                  this, [this] {
                      if (DocumentPage *page = currentPage())
                          m_documents->closePage(page);
                  });
    m_actions.add({"document.side", tr("Move Document to the Side"), u"side"_s,
                   QKeySequence(u"Ctrl+Alt+Right"_s)},
                  this, [this] {
                      if (DocumentPage *page = currentPage())
                          m_documents->moveToSide(page);
                  });
    m_actions
        .add({"connection.new", tr("New Connection…"), u"add"_s}, this, &MainWindow::newConnection)
        ->setEnabled(false);
    m_actions
        .add({"model.new", tr("New Model…"), u"model"_s, {}, tr("Name a model and give it fields")},
             this, [this] { m_navigator->newModel(); })
        ->setEnabled(false);
    m_actions
        .add({"diagram.open", tr("Diagram of All Models"), u"schema"_s,
              QKeySequence(u"Ctrl+Shift+D"_s)},
             this, &MainWindow::openDiagram)
        ->setEnabled(false);
    m_actions.add({"project.open", tr("Open Folder…"), u"folder"_s, QKeySequence(u"Ctrl+O"_s)},
                  this, &MainWindow::pickFolder);
    m_actions
        .add({"project.close", tr("Close Project"), u"close"_s}, this,
             [this] { askAboutEdits([this] { closeProject(); }); })
        ->setEnabled(false);
    m_actions.add({"help.open", tr("Help"), u"info"_s, QKeySequence(u"F1"_s)}, this, [this] {
        const DocumentPage *page = currentPage();
        showHelp(helpPageFor(page ? page->ref() : DocumentRef()));
    });
    m_actions.add({"help.keyboard", tr("Help: Keyboard"), u"info"_s}, this,
                  [this] { showHelp(u"keyboard"_s); });
    m_actions.add({"window.quit", tr("Quit"), {}, QKeySequence(u"Ctrl+Q"_s)}, this,
                  &MainWindow::close);
}

void MainWindow::addViewActions()
{
    const auto showPanel = [this](int panel) {
        if (!m_panels)
            return;
        m_panelDock->show();
        m_panels->showPanel(static_cast<PanelArea::Panel>(panel));
    };
    m_actions.add({"panel.problems", tr("Show Problems"), u"problem"_s, QKeySequence(u"Alt+1"_s)},
                  this, [showPanel] { showPanel(0); });
    m_actions.add({"panel.logs", tr("Show Logs"), u"log"_s, QKeySequence(u"Alt+2"_s)}, this,
                  [showPanel] { showPanel(1); });
    m_actions.add({"panel.runs", tr("Show Runs"), u"history"_s, QKeySequence(u"Alt+3"_s)}, this,
                  [showPanel] { showPanel(2); });
    m_actions.add({"go.navigator", tr("Go to the Project"), u"project"_s, QKeySequence(u"Alt+0"_s)},
                  this, [this] {
                      if (!m_navigator)
                          return;
                      m_navigatorDock->show();
                      m_navigator->setFocus(Qt::ShortcutFocusReason);
                  });
    m_actions.add(
        {"go.inspector", tr("Go to the Inspector"), u"record"_s, QKeySequence(u"Alt+4"_s)}, this,
        [this] {
            if (!m_inspector)
                return;
            m_inspectorDock->show();
            m_inspector->focusContent();
        });
    const auto addToggle = [this](const char *id, const QString &text, const QString &keys,
                                  QDockWidget *MainWindow::*dock) {
        m_actions.add({id, text, {}, QKeySequence(keys)}, this, [this, dock] {
            if (!m_engine)
                return;
            (this->*dock)->setVisible(!(this->*dock)->isVisible());
            goToDocument(); // what had the keyboard may have gone
        });
    };
    addToggle("view.navigator", tr("Show or Hide the Project"), u"Ctrl+B"_s,
              &MainWindow::m_navigatorDock);
    addToggle("view.inspector", tr("Show or Hide the Inspector"), u"Ctrl+I"_s,
              &MainWindow::m_inspectorDock);
    addToggle("view.panels", tr("Show or Hide the Panels"), u"Ctrl+J"_s, &MainWindow::m_panelDock);
    m_actions.add({"theme.system", tr("Theme: System"), u"theme"_s}, this,
                  [this] { m_options.theme->setMode(ThemeMode::System); });
    m_actions.add({"theme.light", tr("Theme: Light"), u"theme"_s}, this,
                  [this] { m_options.theme->setMode(ThemeMode::Light); });
    m_actions.add({"theme.dark", tr("Theme: Dark"), u"theme"_s}, this,
                  [this] { m_options.theme->setMode(ThemeMode::Dark); });
}

void MainWindow::buildFrame()
{
    m_toolBar = new MainToolBar(&m_actions, this);
    addToolBar(m_toolBar);
    m_status = new StatusLine(this);
    setStatusBar(m_status);
    m_stack = new QStackedWidget(this);
    m_start = new StartPage(m_options.settings, m_options.opener->templates(), m_stack);
    m_documents = new DocumentArea(m_stack);
    m_stack->addWidget(m_start);
    m_nothingOpen = new NothingOpen(&m_actions, m_stack);
    m_stack->addWidget(m_documents);
    m_stack->addWidget(m_nothingOpen);
    setCentralWidget(m_stack);
    m_palette = new GoToPalette(&m_actions, this);
    connect(m_palette, &GoToPalette::openRequested, this, &MainWindow::openDocument);
    connect(m_palette, &GoToPalette::inspectRequested, this, &MainWindow::inspect);
}

void MainWindow::buildDocks()
{
    const auto addDock = [this](const QString &name, const QString &title,
                                Qt::DockWidgetArea area) {
        auto *dock = new QDockWidget(title, this);
        dock->setObjectName(name);
        dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
        addDockWidget(area, dock);
        dock->hide();
        return dock;
    };
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    m_navigatorDock = addDock(u"dock.navigator"_s, tr("Project"), Qt::LeftDockWidgetArea);
    m_inspectorDock = addDock(u"dock.inspector"_s, tr("Inspector"), Qt::RightDockWidgetArea);
    m_panelDock = addDock(u"dock.panels"_s, tr("Panels"), Qt::BottomDockWidgetArea);
    for (QDockWidget *dock : {m_navigatorDock, m_inspectorDock, m_panelDock}) {
        auto *noTitle = new QWidget(dock); // what is in them says what they are
        noTitle->setFixedHeight(0);
        auto *nothing = new QHBoxLayout(noTitle); // without a layout its size hint is −1 high
        nothing->setContentsMargins(0, 0, 0, 0);
        dock->setTitleBarWidget(noTitle);
        dock->setWidget(new QWidget(dock)); // until a project is open
    }
}

void MainWindow::openDiagram()
{
    DocumentRef diagram;
    diagram.kind = DocumentRef::Kind::Diagram;
    diagram.name = u"models"_s;
    openDocument(diagram);
}

void MainWindow::showHelp(const QString &page)
{
    if (!m_help)
        m_help = new HelpWindow(this);
    m_help->open(page);
}

/** As large as reads well on the screen at hand; larger ones get a larger window. */
QSize MainWindow::firstSize() const
{
    const QSize room = screen()->availableSize() - QSize(0, titleBarRoom);
    return (room * screenPercent / 100)
        .expandedTo({1280, 800})
        .boundedTo({1720, 1080})
        .boundedTo(room);
}

void MainWindow::goToDocument()
{
    if (DocumentPage *page = currentPage())
        page->focusContent();
}

/** Escape leads back to the document, from wherever it means nothing else. */
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && currentPage())
        goToDocument();
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::updateTitle()
{
    QStringList words;
    if (m_engine) {
        const ProjectPtr def = m_engine->project();
        if (const DocumentPage *page = currentPage())
            words.append(page->title());
        words.append(displayLine(def ? def->name : std::string(), 80));
    }
    words.append(tr("Syncline"));
    setWindowTitle(words.join(u" — "_s));
}

void MainWindow::setFirstLayout()
{
    layout()->activate(); // docks shown just now have no size yet that could be changed
    resizeDocks({m_navigatorDock, m_inspectorDock}, {navigatorWidth, inspectorWidth},
                Qt::Horizontal);
    resizeDocks({m_panelDock}, {qBound(lowestPanels, height() * panelPercent / 100, highestPanels)},
                Qt::Vertical);
}

void MainWindow::buildMenu()
{
    m_menu = new QMenu(this);
    m_menu->setObjectName(u"projectMenu"_s);
    m_menu->addAction(m_actions.action("project.open"));
    QMenu *recent = m_menu->addMenu(tr("Recent Projects"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] {
        recent->clear();
        for (const QString &folder : m_options.settings->recentProjects()) {
            QString text = folder;
            recent->addAction(text.replace(u'&', u"&&"_s), this,
                              [this, folder] { openProject(folder); });
        }
        recent->setEnabled(true);
    });
    m_menu->addAction(m_actions.action("model.new"));
    m_menu->addAction(m_actions.action("connection.new"));
    m_menu->addAction(m_actions.action("project.close"));
    m_menu->addSeparator();
    QMenu *view = m_menu->addMenu(tr("View"));
    for (const char *id : {"view.navigator", "view.inspector", "view.panels"})
        view->addAction(m_actions.action(id));
    view->addAction(m_actions.action("diagram.open"));
    view->addSeparator();
    for (const char *id : {"panel.problems", "panel.logs", "panel.runs"})
        view->addAction(m_actions.action(id));
    QMenu *theme = m_menu->addMenu(tr("Theme"));
    auto *group = new QActionGroup(theme);
    const std::array ids{"theme.system", "theme.light", "theme.dark"};
    for (std::size_t i = 0; i < ids.size(); ++i) {
        QAction *action = m_actions.action(ids.at(i));
        action->setCheckable(true);
        action->setChecked(static_cast<std::size_t>(m_options.theme->mode()) == i);
        group->addAction(action);
        theme->addAction(action);
    }
    m_menu->addSeparator();
    m_menu->addAction(m_actions.action("go.command"));
    m_menu->addAction(m_actions.action("help.open"));
    m_menu->addAction(m_actions.action("window.quit"));
    m_toolBar->setProjectMenu(m_menu);
}

bool MainWindow::hasEdits() const
{
    return m_session && PendingEdits::of(m_session.get()).totals().records > 0;
}

void MainWindow::askAboutEdits(std::function<void()> then)
{
    if (!hasEdits()) {
        then();
        return;
    }
    const PendingEdits::Totals totals = PendingEdits::of(m_session.get()).totals();
    Question question;
    question.title = tr("Edits that were not applied");
    question.text =
        totals.records == 1
            ? tr("The edits of 1 record were not applied yet. Closing the project loses them.")
            : tr("The edits of %1 records were not applied yet. Closing the project loses them.")
                  .arg(totals.records);
    question.doIt = tr("Close and Lose Them");
    question.leaveIt = tr("Keep Open");
    question.destructive = true;
    m_options.prompter->ask(this, question, [then = std::move(then)](Answer answer) {
        if (answer == Answer::DoIt)
            then();
    });
}

} // namespace syncline::ui
