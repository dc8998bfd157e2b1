#include "app/program/CommandProgram.h"

#include "app/cli/VerbRunner.h"
#include "app/socket/RemoteCommand.h"

#include <QCoreApplication>
#include <QProcessEnvironment>
#include <QTimer>

#include <unistd.h>

namespace syncline::app {

namespace {

/** A verb that was interrupted and does not end by then loses its engine. */
constexpr std::chrono::seconds interruptPatience{8};

/** For another command on the same project to end. */
constexpr std::chrono::seconds writerPatience{2};

bool isBehind(const EngineStatus &status)
{
    return status.schemaPending || status.runsUnfinished;
}

cli::Caller thisProcess()
{
    cli::Caller caller;
    std::error_code failure;
    caller.directory = std::filesystem::current_path(failure);
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith(QLatin1String("SYNCLINE_SECRET_")))
            caller.variables[name.toStdString()] = environment.value(name).toStdString();
    }
    return caller;
}

} // namespace

CommandProgram::CommandProgram(const cli::VerbRegistry &registry, cli::CommandWords command,
                               Open open)
    : m_registry(registry),
      m_command(std::move(command)),
      m_open(std::move(open)),
      m_executor(*this),
      m_in(STDIN_FILENO, m_executor),
      m_out(STDOUT_FILENO, m_interrupts.flag()),
      m_err(STDERR_FILENO, m_interrupts.flag()),
      m_caller(thisProcess())
{
    connect(&m_interrupts, &cli::Interrupts::interrupted, this, &CommandProgram::handleInterrupt);
}

CommandProgram::~CommandProgram() = default;

void CommandProgram::start()
{
    m_work = work();
    m_work.start();
}

void CommandProgram::handleInterrupt()
{
    m_stop.request_stop();
    QTimer::singleShot(interruptPatience, this, [this] {
        if (m_engine)
            m_engine->close();
    });
}

Task<void> CommandProgram::work()
{
    cli::ExitCode code = co_await runCommand();
    m_context.reset();
    if (m_engine)
        m_engine->close();
    m_engine.reset();
    m_out.flush();
    if (const std::string reason = m_out.failure(); !reason.empty()) {
        m_err.write("syncline: Cannot write all to standard output: " + reason + ".\n");
        code = code == cli::ExitCode::Done ? cli::ExitCode::Failed : code;
    }
    m_err.flush();
    // Queued: this frame must have ended before anybody acts on it.
    QMetaObject::invokeMethod(
        this, [this, code] { Q_EMIT finished(static_cast<int>(code)); }, Qt::QueuedConnection);
}

std::unique_ptr<cli::VerbContext> CommandProgram::context(const cli::VerbSpec &verb, Engine *engine)
{
    return std::unique_ptr<cli::VerbContext>(new cli::VerbContext{.registry = m_registry,
                                                                  .verb = verb,
                                                                  .args = m_arguments,
                                                                  .engine = engine,
                                                                  .in = m_in,
                                                                  .out = m_out,
                                                                  .err = m_err,
                                                                  .executor = m_executor,
                                                                  .owner = *this,
                                                                  .stop = m_stop.get_token(),
                                                                  .caller = m_caller});
}

Task<cli::ExitCode> CommandProgram::runCommand()
{
    const cli::VerbSpec *verb = m_registry.find(m_command.verb);
    if (!verb) {
        m_err.write("syncline: " + m_registry.unknown(m_command.verb).message() + "\n");
        co_return cli::ExitCode::Usage;
    }
    Result<cli::Arguments> arguments = cli::Arguments::parse(*verb, m_command.words);
    if (arguments)
        m_arguments = arguments.value();
    m_context = context(*verb, nullptr);
    if (!arguments)
        co_return m_context->usage(arguments.error());
    if (verb->needs == cli::VerbSpec::Needs::Engine && !m_arguments.has("help")) {
        const std::filesystem::path project = m_context->path(m_arguments.at(0));
        const std::optional<cli::ExitCode> remote = co_await runRemotely(project);
        if (remote)
            co_return *remote;
        const Result<void> opened = openEngineFor(*verb, project);
        if (!opened) {
            static_cast<void>(m_context->fail(opened.error()));
            co_return cli::exitCodeForOpening(opened.error());
        }
        m_context = context(*verb, m_engine.get());
    }
    const cli::ExitCode code = co_await cli::runVerb(*m_context);
    co_return code;
}

Task<std::optional<cli::ExitCode>> CommandProgram::runRemotely(const std::filesystem::path &project)
{
    cli::Request request;
    request.verb = m_command.verb;
    request.words = m_command.words;
    request.caller = m_caller;
    request.out = {.isTerminal = m_out.isTerminal(), .columns = m_out.columns()};
    request.err = {.isTerminal = m_err.isTerminal(), .columns = m_err.columns()};
    cli::RemoteCommand remote(m_executor, {m_in, m_out, m_err}, m_stop.get_token());
    const cli::RemoteCommand::Outcome outcome =
        co_await remote.run(project, std::move(request), m_arguments.valueOr("environment", ""));
    if (outcome.isAbsent)
        co_return std::optional<cli::ExitCode>();
    co_return std::optional(outcome.code);
}

/**
 * Who only reads takes no lock, so that others can write meanwhile; unless there is something to
 * make, to migrate or to mend first and nobody else is there to do it.
 */
Result<void> CommandProgram::openEngineFor(const cli::VerbSpec &verb,
                                           const std::filesystem::path &project)
{
    const bool writes = verb.writes && verb.writes(m_arguments);
    const std::string environment = m_arguments.valueOr("environment", "");
    const auto open = [&](Access access, std::chrono::milliseconds patience) {
        return m_open({.folder = project,
                       .environment = environment,
                       .access = access,
                       .lockPatience = patience});
    };
    if (writes && !m_arguments.has("read-only")) {
        SYNCLINE_TRY(m_engine, open(Access::ReadWrite, writerPatience));
        return {};
    }
    {
        Result<std::unique_ptr<Engine>> reader = open(Access::ReadOnly, {});
        const bool complete = reader && !isBehind((*reader)->status());
        if (complete || m_arguments.has("read-only")) {
            SYNCLINE_TRY(m_engine, std::move(reader));
            return {};
        }
    }
    Result<std::unique_ptr<Engine>> writer = open(Access::ReadWrite, {});
    if (!writer && (writer.error().is(errc::locked) || writer.error().is(errc::diskFull))) {
        if (!writer.error().is(errc::locked)) // whoever has the lock brings it up to date
            m_context->note(writer.error().message() + " It is read as it is.");
        writer = open(Access::ReadOnly, {});
    }
    SYNCLINE_TRY(m_engine, std::move(writer));
    return {};
}

int runCommandProgram(int &argc, char **argv, cli::CommandWords command)
{
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("syncline"));
    const cli::VerbRegistry registry;
    CommandProgram program(registry, std::move(command), openProject);
    QObject::connect(&program, &CommandProgram::finished, &application, &QCoreApplication::exit);
    QMetaObject::invokeMethod(&program, &CommandProgram::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}

} // namespace syncline::app
