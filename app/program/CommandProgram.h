#pragma once

#include "app/cli/Interrupts.h"
#include "app/cli/LocalStreams.h"
#include "app/cli/QtExecutor.h"
#include "app/cli/VerbContext.h"
#include "app/program/OpenProject.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace syncline::app {

/**
 * One call of a verb from the command line: in the program that has the project open, if there is
 * one, else with an engine of its own. Needs a running event loop; ends with finished().
 */
class CommandProgram final : public QObject
{
    Q_OBJECT

public:
    using Open = std::function<Result<std::unique_ptr<Engine>>(const OpenRequest &request)>;
    CommandProgram(const cli::VerbRegistry &registry, cli::CommandWords command, Open open);
    ~CommandProgram() override;

    void start();

Q_SIGNALS:
    void finished(int exitCode);

private:
    Task<void> work();
    Task<cli::ExitCode> runCommand();
    Task<std::optional<cli::ExitCode>> runRemotely(const std::filesystem::path &project);
    Result<void> openEngineFor(const cli::VerbSpec &verb, const std::filesystem::path &project);
    [[nodiscard]] std::unique_ptr<cli::VerbContext> context(const cli::VerbSpec &verb,
                                                            Engine *engine);
    void handleInterrupt();

    const cli::VerbRegistry &m_registry;
    const cli::CommandWords m_command;
    const Open m_open;
    cli::Interrupts m_interrupts;
    cli::QtExecutor m_executor;
    cli::LocalInput m_in;
    cli::LocalOutput m_out;
    cli::LocalOutput m_err;
    std::stop_source m_stop;
    cli::Caller m_caller;
    cli::Arguments m_arguments;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<cli::VerbContext> m_context;
    Task<void> m_work; ///< Last: its frame uses all the others.
};

/** Runs @p command to its end and answers the exit code. Makes the QCoreApplication. */
int runCommandProgram(int &argc, char **argv, cli::CommandWords command);

} // namespace syncline::app
