#pragma once

#include "app/cli/VerbRegistry.h"
#include "app/socket/CommandSession.h"
#include "core/base/Result.h"

#include <QLocalServer>
#include <QObject>
#include <QThread>

#include <filesystem>
#include <memory>

namespace syncline {
class Engine;
}

namespace syncline::cli {

/**
 * Lets other programs of this user run verbs on an engine that this program has open, through the
 * local socket. Works on a thread of its own, so that the window never waits. Make it only while
 * holding the project's lock: a socket left by a crash is taken over.
 */
class CommandServer final : public QObject
{
    Q_OBJECT

public:
    /** Blocks until it listens. @p engine and @p registry outlive it. */
    static Result<std::unique_ptr<CommandServer>> start(Engine &engine,
                                                        const VerbRegistry &registry);
    /** Ends what runs (its callers are told) and takes the socket away. */
    ~CommandServer() override;

Q_SIGNALS:
    /** Another program was asked to open the project's window: show this one. */
    void raiseRequested();

private:
    CommandServer() = default;
    Result<void> listen(const std::filesystem::path &socket);
    void handleConnection();

    CommandSession::Host m_host;
    QThread m_thread;
    std::unique_ptr<QObject> m_guest; ///< Lives on the thread; owns the sessions.
    QLocalServer *m_server = nullptr;
};

} // namespace syncline::cli
