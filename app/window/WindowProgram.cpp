#include "app/window/WindowProgram.h"

#include "app/cli/Interrupts.h"
#include "app/cli/LocalStreams.h"
#include "app/cli/QtExecutor.h"
#include "app/socket/RemoteCommand.h"
#include "app/window/EngineOpener.h"
#include "app/window/GraphvizLayout.h"
#include "core/base/Clock.h"
#include "ui/base/Settings.h"
#include "ui/base/Theme.h"
#include "ui/prompt/Prompter.h"
#include "ui/shell/MainWindow.h"

#include <QApplication>
#include <QDir>

#include <cstdio>
#include <unistd.h>

namespace syncline::app {

namespace {

/** What `syncline [DIR]` understands. */
cli::VerbSpec windowSpec()
{
    return {.name = "syncline",
            .summary = "open the window",
            .positionals = {{.name = "DIR", .presence = cli::PositionalSpec::Presence::Optional}}};
}

/** The window and all that it lives on, for as long as the program runs. */
class WindowProgram final : public QObject
{
public:
    WindowProgram(QString folder, std::string environment)
        : m_folder(std::move(folder)),
          m_opener(m_registry, std::move(environment))
    {
    }

    void start()
    {
        connect(&m_interrupts, &cli::Interrupts::interrupted, this, [this] {
            if (m_window)
                m_window->close();
            else
                QCoreApplication::exit(static_cast<int>(cli::ExitCode::Failed));
        });
        if (m_folder.isEmpty()) {
            show();
            return;
        }
        m_work = raiseOther();
        m_work.start();
    }

private:
    Task<void> raiseOther()
    {
        const cli::RemoteCommand::Outcome outcome = co_await m_remote.raise(m_folder.toStdString());
        if (outcome.isAbsent) {
            show();
            co_return;
        }
        const int code = static_cast<int>(outcome.code);
        QMetaObject::invokeMethod(
            this, [code] { QCoreApplication::exit(code); }, Qt::QueuedConnection);
    }

    void show()
    {
        ui::WindowOptions options;
        options.opener = &m_opener;
        options.settings = &m_settings;
        options.prompter = &m_prompter;
        options.theme = &m_theme;
        options.clock = &m_clock;
        options.diagramLayout = &m_diagramLayout;
        m_window = std::make_unique<ui::MainWindow>(options);
        connect(m_window.get(), &ui::MainWindow::projectOpened, this, &WindowProgram::serve);
        connect(&m_opener, &EngineOpener::raiseRequested, this, [this] {
            m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
            m_window->raise();
            m_window->activateWindow();
        });
        QGuiApplication::setQuitOnLastWindowClosed(false);
        connect(qApp, &QGuiApplication::lastWindowClosed, this, [this] {
            // The engine is being closed on the opener's thread; what runs gets its time.
            m_opener.whenIdle([] { QCoreApplication::quit(); });
        });
        m_window->show();
        if (!m_folder.isEmpty())
            m_window->openProject(m_folder);
    }

    void serve()
    {
        Engine *engine = m_window->context().engine;
        const Result<void> served = m_opener.serve(*engine);
        if (!served) // The window works without it, so this is no message box.
            m_err.write("syncline: " + served.error().message() + "\n");
    }

    const QString m_folder;
    const cli::VerbRegistry m_registry;
    cli::Interrupts m_interrupts;
    cli::QtExecutor m_executor{*this};
    cli::LocalInput m_in{STDIN_FILENO, m_executor};
    cli::LocalOutput m_out{STDOUT_FILENO, m_interrupts.flag()};
    cli::LocalOutput m_err{STDERR_FILENO, m_interrupts.flag()};
    cli::RemoteCommand m_remote{m_executor, {m_in, m_out, m_err}, {}};
    SystemClock m_clock;
    GraphvizLayout m_diagramLayout;
    ui::Settings m_settings{ui::Settings::defaultFile()};
    ui::Theme m_theme{&m_settings, ui::systemColorScheme()};
    ui::WidgetPrompter m_prompter;
    EngineOpener m_opener;
    std::unique_ptr<ui::MainWindow> m_window;
    Task<void> m_work;
};

} // namespace

int runWindowProgram(int &argc, char **argv, const cli::CommandWords &command)
{
    const cli::VerbSpec spec = windowSpec();
    std::vector<std::string> words = command.words;
    if (!command.verb.empty())
        words.insert(words.begin(), command.verb);
    const Result<cli::Arguments> arguments = cli::Arguments::parse(spec, words);
    if (!arguments) {
        std::fprintf(stderr, "syncline: %s\n", arguments.error().message().c_str());
        return static_cast<int>(cli::ExitCode::Usage);
    }
    const QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("syncline"));
    QApplication::setApplicationDisplayName(QStringLiteral("Syncline"));
    QApplication::setDesktopFileName(QStringLiteral("syncline"));
    const QString given = QString::fromStdString(arguments.value().at(0));
    WindowProgram program(given.isEmpty() ? QString() : QDir(given).absolutePath(),
                          arguments.value().valueOr("environment", ""));
    QMetaObject::invokeMethod(
        &program, [&program] { program.start(); }, Qt::QueuedConnection);
    return QApplication::exec();
}

} // namespace syncline::app
