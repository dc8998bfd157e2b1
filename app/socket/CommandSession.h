#pragma once

#include "app/cli/QtExecutor.h"
#include "app/cli/VerbContext.h"
#include "app/socket/Frame.h"
#include "app/socket/Request.h"

#include <QLocalSocket>
#include <QObject>

#include <memory>
#include <optional>
#include <stop_token>

namespace syncline::cli {

/** Serves one client of the local socket: runs its verb here and streams to and from it. Deletes
 * itself when the client has gone and the verb has ended. */
class CommandSession final : public QObject
{
    Q_OBJECT

public:
    struct Host
    {
        Engine *engine = nullptr;
        const VerbRegistry *registry = nullptr;
        Welcome welcome;
    };
    CommandSession(std::unique_ptr<QLocalSocket> socket, const Host &host, QObject *parent);
    ~CommandSession() override;

    /** The project is being closed: tells the client and ends. */
    void abandon();

Q_SIGNALS:
    void raiseRequested();

private:
    class Stream;

    void handleReadable();
    void handleFrame(const Frame &frame);
    void handleGone();
    Task<void> serve(std::string json);
    Task<ExitCode> runRequest();
    Task<Result<std::string>> readInput();
    void wakeWriters();
    void end(ExitCode code);
    void send(FrameType type, std::string_view payload = {});

    const Host &m_host;
    std::unique_ptr<QLocalSocket> m_socket;
    QtExecutor m_executor;
    FrameReader m_frames;
    std::stop_source m_stop;
    Request m_request;
    std::optional<Arguments> m_arguments;
    std::unique_ptr<Stream> m_out;
    std::unique_ptr<Stream> m_err;
    std::unique_ptr<Input> m_in;
    std::unique_ptr<VerbContext> m_context;
    std::string m_input;
    std::optional<std::string> m_inputEnd; ///< Why it could not be read; empty: all well.
    Resolve<bool> m_inputWaiting;
    Resolve<bool> m_drainWaiting;
    bool m_isBusy = false;
    Task<void> m_work; ///< Last: its frame uses all the others.
};

} // namespace syncline::cli
