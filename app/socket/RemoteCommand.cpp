#include "app/socket/RemoteCommand.h"

#include "app/socket/SocketPath.h"
#include "core/base/TextSafe.h"

#include <QFile>

namespace syncline::cli {

namespace {

constexpr std::chrono::seconds welcomePatience{5};
constexpr qint64 readBuffer = 1024 * 1024;

} // namespace

RemoteCommand::RemoteCommand(Executor &executor, Streams streams, std::stop_token stop)
    : m_executor(executor),
      m_streams(streams),
      m_stop(std::move(stop))
{
    m_socket.setReadBufferSize(readBuffer);
    m_patience.setSingleShot(true);
    connect(&m_socket, &QLocalSocket::readyRead, this, &RemoteCommand::handleReadable);
    connect(&m_socket, &QLocalSocket::disconnected, this, &RemoteCommand::handleGone);
    connect(&m_socket, &QLocalSocket::errorOccurred, this, &RemoteCommand::handleGone);
    connect(&m_patience, &QTimer::timeout, this,
            [this] { refuse("The program that has this project open does not answer."); });
}

RemoteCommand::~RemoteCommand()
{
    m_onStop.reset();
    *m_alive = false;
    disconnect(&m_socket, nullptr, this, nullptr);
}

Task<RemoteCommand::Outcome> RemoteCommand::run(std::filesystem::path project, Request request,
                                                std::string environment)
{
    m_request = std::move(request);
    m_environment = std::move(environment);
    const Outcome outcome = co_await talk(project);
    co_return outcome;
}

Task<RemoteCommand::Outcome> RemoteCommand::raise(std::filesystem::path project)
{
    const Outcome outcome = co_await talk(project);
    co_return outcome;
}

Task<RemoteCommand::Outcome> RemoteCommand::talk(const std::filesystem::path &project)
{
    m_project = realPath(project).string();
    m_onStop.emplace(m_stop, [this, alive = m_alive, executor = &m_executor] {
        executor->post([this, alive] {
            if (*alive && m_socket.state() == QLocalSocket::ConnectedState)
                m_socket.write(encodeFrame(FrameType::Cancel));
        });
    });
    const QString name = QString::fromStdString(socketPath(project).string());
    if (!QFile::exists(name))
        co_return Outcome{.isAbsent = true};
    m_patience.start(welcomePatience);
    m_socket.connectToServer(name);
    auto begin = [this](const Resolve<bool> &resolve) {
        if (m_outcome)
            resolve(true);
        else
            m_waiting = resolve;
    };
    const bool isDone = co_await callbackTo<bool>(m_executor, begin);
    co_return isDone ? *m_outcome : Outcome();
}

void RemoteCommand::handleReadable()
{
    if (m_socket.isOpen())
        m_frames.feed(m_socket.readAll());
    while (!m_outcome) {
        const std::optional<Frame> frame = m_frames.next();
        if (!frame)
            break;
        handleFrame(*frame);
    }
    if (m_frames.isBroken())
        refuse("The program that has this project open speaks another language.");
}

void RemoteCommand::handleFrame(const Frame &frame)
{
    const std::string_view payload(frame.payload.constData(),
                                   static_cast<std::size_t>(frame.payload.size()));
    switch (frame.type) {
    case FrameType::Welcome:
        handleWelcome(frame.payload);
        return;
    case FrameType::Out:
        m_streams.out.write(payload);
        return;
    case FrameType::Err:
        m_streams.err.write(payload);
        return;
    case FrameType::WantInput:
        if (!m_input.valid()) {
            m_input = sendInput();
            m_input.start();
        }
        return;
    case FrameType::Exit:
        finish(
            {.code = payload.empty() ? ExitCode::Failed : static_cast<ExitCode>(payload.front())});
        return;
    case FrameType::Run:
    case FrameType::Raise:
    case FrameType::Input:
    case FrameType::InputEnd:
    case FrameType::Cancel:
        break;
    }
    refuse("The program that has this project open speaks another language.");
}

void RemoteCommand::handleWelcome(const QByteArray &payload)
{
    m_patience.stop();
    const Result<Welcome> welcome = Welcome::fromJson(payload.toStdString());
    if (!welcome || welcome.value().protocol != protocolVersion ||
        welcome.value().version != SYNCLINE_VERSION) {
        const std::string other =
            welcome ? text::displayLine(welcome.value().version, 40) : "unknown";
        refuse("The project is open in Syncline " + other +
               ", and this is " SYNCLINE_VERSION ". Close it there, or use the same version.");
        return;
    }
    if (welcome.value().project != m_project) {
        finish({.isAbsent = true}); // another project with the same hash
        return;
    }
    if (!m_request) {
        m_socket.write(encodeFrame(FrameType::Raise));
        return;
    }
    if (!m_environment.empty() && m_environment != welcome.value().environment) {
        refuse("The project is open with the environment " +
               text::displayLine(welcome.value().environment, 80) + ", not " +
               text::displayLine(m_environment, 80) + ". Switch it there, or close it.");
        return;
    }
    m_socket.write(encodeFrame(FrameType::Run, m_request->toJson()));
}

void RemoteCommand::handleGone()
{
    handleReadable(); // what came before it went
    if (m_outcome)
        return;
    if (m_patience.isActive()) {
        finish({.isAbsent = true}); // a socket left by a crash, or a server just closing
        return;
    }
    m_streams.err.write("syncline: The program that had this project open has ended; what ran was "
                        "interrupted.\n");
    finish({.code = ExitCode::Failed});
}

void RemoteCommand::refuse(const std::string &sentence)
{
    m_streams.err.write("syncline: " + sentence + "\n");
    finish({.code = ExitCode::Refused});
}

void RemoteCommand::finish(Outcome outcome)
{
    if (m_outcome)
        return;
    m_outcome = outcome;
    m_patience.stop();
    if (m_waiting)
        std::exchange(m_waiting, nullptr)(true);
}

Task<void> RemoteCommand::sendInput()
{
    const Result<std::string> text = co_await m_streams.in.readAll();
    if (!text) {
        m_socket.write(encodeFrame(FrameType::InputEnd, text.error().message()));
        co_return;
    }
    const std::string_view bytes = text.value();
    for (std::size_t at = 0; at < bytes.size(); at += streamPiece)
        m_socket.write(encodeFrame(FrameType::Input, bytes.substr(at, streamPiece)));
    m_socket.write(encodeFrame(FrameType::InputEnd));
}

} // namespace syncline::cli
