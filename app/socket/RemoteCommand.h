#pragma once

#include "app/cli/ExitCode.h"
#include "app/cli/Streams.h"
#include "app/socket/Frame.h"
#include "app/socket/Request.h"

#include <QLocalSocket>
#include <QObject>
#include <QTimer>

#include <filesystem>
#include <optional>
#include <stop_token>

namespace syncline::cli {

/**
 * The client's end of the local socket: hands a verb to the program that has the project open, and
 * its streams back and forth. One request each.
 */
class RemoteCommand final : public QObject
{
    Q_OBJECT

public:
    /** How it went; Absent: no program has the project open, so do it yourself. */
    struct Outcome
    {
        bool isAbsent = false;
        ExitCode code = ExitCode::Failed;
    };
    struct Streams
    {
        Input &in;
        Output &out;
        Output &err;
    };
    RemoteCommand(Executor &executor, Streams streams, std::stop_token stop);
    ~RemoteCommand() override;

    /** Runs @p request on @p project; stop requests cancel it over there. */
    Task<Outcome> run(std::filesystem::path project, Request request, std::string environment);
    /** Asks for the project's window to come to the front. */
    Task<Outcome> raise(std::filesystem::path project);

private:
    Task<Outcome> talk(const std::filesystem::path &project);
    void handleReadable();
    void handleFrame(const Frame &frame);
    void handleWelcome(const QByteArray &payload);
    void handleGone();
    void refuse(const std::string &sentence);
    void finish(Outcome outcome);
    Task<void> sendInput();

    Executor &m_executor;
    const Streams m_streams;
    const std::stop_token m_stop;
    QLocalSocket m_socket;
    QTimer m_patience;
    FrameReader m_frames;
    std::optional<Request> m_request; ///< None: raise.
    std::string m_environment;        ///< Wanted; empty: any.
    std::string m_project;
    std::optional<Outcome> m_outcome;
    Resolve<bool> m_waiting;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::optional<std::stop_callback<std::function<void()>>> m_onStop;
    Task<void> m_input;
};

} // namespace syncline::cli
