#include "app/socket/CommandSession.h"

#include "app/cli/VerbRunner.h"

namespace syncline::cli {

namespace {

/** More than this waits to be sent: the verb pauses. */
constexpr qint64 muchUnsent = 1024 * 1024;

/** Standard input that comes from the client. */
class SessionInput final : public Input
{
public:
    explicit SessionInput(std::function<Task<Result<std::string>>()> read)
        : m_read(std::move(read))
    {
    }
    Task<Result<std::string>> readAll() override { return m_read(); }

private:
    std::function<Task<Result<std::string>>()> m_read;
};

} // namespace

/** Standard output or error that goes to the client. */
class CommandSession::Stream final : public Output
{
public:
    Stream(CommandSession &session, FrameType type, Request::Terminal terminal)
        : m_session(session),
          m_type(type),
          m_terminal(terminal)
    {
    }
    void write(std::string_view bytes) override
    {
        for (std::size_t at = 0; at < bytes.size(); at += streamPiece)
            m_session.send(m_type, bytes.substr(at, streamPiece));
    }
    Task<bool> drained() override
    {
        auto begin = [this](const Resolve<bool> &resolve) {
            m_session.m_drainWaiting = resolve;
            m_session.wakeWriters();
        };
        const bool isConnected = co_await callbackTo<bool>(m_session.m_executor, begin);
        co_return isConnected;
    }
    [[nodiscard]] bool isTerminal() const override { return m_terminal.isTerminal; }
    [[nodiscard]] int columns() const override { return m_terminal.columns; }

private:
    CommandSession &m_session;
    const FrameType m_type;
    const Request::Terminal m_terminal;
};

CommandSession::CommandSession(std::unique_ptr<QLocalSocket> socket, const Host &host,
                               QObject *parent)
    : QObject(parent),
      m_host(host),
      m_socket(std::move(socket)),
      m_executor(*this)
{
    m_socket->setParent(nullptr);
    connect(m_socket.get(), &QLocalSocket::readyRead, this, &CommandSession::handleReadable);
    connect(m_socket.get(), &QLocalSocket::bytesWritten, this, &CommandSession::wakeWriters);
    connect(m_socket.get(), &QLocalSocket::disconnected, this, &CommandSession::handleGone);
    send(FrameType::Welcome, host.welcome.toJson());
    handleReadable();
}

CommandSession::~CommandSession()
{
    disconnect(m_socket.get(), nullptr, this, nullptr);
}

void CommandSession::abandon()
{
    if (m_isBusy) {
        send(FrameType::Err, "syncline: The project was closed while this ran.\n");
        end(ExitCode::Failed);
    }
    m_socket->flush();
    m_work = {};
}

void CommandSession::handleReadable()
{
    m_frames.feed(m_socket->readAll());
    while (const std::optional<Frame> frame = m_frames.next())
        handleFrame(*frame);
    if (m_frames.isBroken())
        m_socket->abort();
}

void CommandSession::handleFrame(const Frame &frame)
{
    switch (frame.type) {
    case FrameType::Run:
        if (!m_work.valid()) {
            m_isBusy = true;
            m_work = serve(frame.payload.toStdString());
            m_work.start();
        }
        return;
    case FrameType::Raise:
        Q_EMIT raiseRequested();
        end(ExitCode::Done);
        return;
    case FrameType::Input:
        m_input.append(frame.payload.constData(), static_cast<std::size_t>(frame.payload.size()));
        return;
    case FrameType::InputEnd:
        m_inputEnd = frame.payload.toStdString();
        if (m_inputWaiting)
            std::exchange(m_inputWaiting, nullptr)(true);
        return;
    case FrameType::Cancel:
        m_stop.request_stop();
        return;
    case FrameType::Welcome:
    case FrameType::Out:
    case FrameType::Err:
    case FrameType::WantInput:
    case FrameType::Exit:
        break;
    }
    m_socket->abort(); // no client says that
}

void CommandSession::handleGone()
{
    m_stop.request_stop();
    wakeWriters();
    if (m_inputWaiting)
        std::exchange(m_inputWaiting, nullptr)(false);
    if (!m_isBusy)
        deleteLater();
}

Task<void> CommandSession::serve(std::string json)
{
    Result<Request> request = Request::fromJson(json);
    ExitCode code = ExitCode::Failed;
    if (request) {
        m_request = std::move(request).value();
        m_out = std::make_unique<Stream>(*this, FrameType::Out, m_request.out);
        m_err = std::make_unique<Stream>(*this, FrameType::Err, m_request.err);
        m_in = std::make_unique<SessionInput>([this] { return readInput(); });
        const ExitCode answer = co_await runRequest();
        code = answer;
    } else {
        send(FrameType::Err, "syncline: " + request.error().message() + "\n");
    }
    end(code);
    m_isBusy = false;
    if (m_socket->state() == QLocalSocket::UnconnectedState)
        deleteLater(); // else when the last has been sent
}

Task<ExitCode> CommandSession::runRequest()
{
    const VerbSpec *verb = m_host.registry->find(m_request.verb);
    if (!verb) {
        send(FrameType::Err,
             "syncline: " + m_host.registry->unknown(m_request.verb).message() + "\n");
        co_return ExitCode::Usage;
    }
    Result<Arguments> arguments = Arguments::parse(*verb, m_request.words);
    m_arguments = arguments ? std::move(arguments).value() : Arguments();
    m_context.reset(new VerbContext{.registry = *m_host.registry,
                                    .verb = *verb,
                                    .args = *m_arguments,
                                    .engine = m_host.engine,
                                    .in = *m_in,
                                    .out = *m_out,
                                    .err = *m_err,
                                    .executor = m_executor,
                                    .owner = *this,
                                    .stop = m_stop.get_token(),
                                    .caller = m_request.caller});
    if (!arguments)
        co_return m_context->usage(arguments.error());
    const ExitCode code = co_await runVerb(*m_context);
    co_return code;
}

Task<Result<std::string>> CommandSession::readInput()
{
    send(FrameType::WantInput);
    auto begin = [this](const Resolve<bool> &resolve) {
        const bool isConnected = m_socket->state() == QLocalSocket::ConnectedState;
        if (m_inputEnd || !isConnected)
            resolve(isConnected);
        else
            m_inputWaiting = resolve;
    };
    const bool isConnected = co_await callbackTo<bool>(m_executor, begin);
    if (!isConnected)
        co_return Error(errc::cancelled, "The caller has gone.");
    if (!m_inputEnd->empty())
        co_return Error(usageError, "%1", {*m_inputEnd});
    co_return std::exchange(m_input, {});
}

void CommandSession::wakeWriters()
{
    const bool isConnected = m_socket->state() == QLocalSocket::ConnectedState;
    if (m_drainWaiting && (!isConnected || m_socket->bytesToWrite() < muchUnsent))
        std::exchange(m_drainWaiting, nullptr)(isConnected);
}

void CommandSession::end(ExitCode code)
{
    const char byte = static_cast<char>(code);
    send(FrameType::Exit, std::string_view(&byte, 1));
    m_socket->disconnectFromServer(); // once all is sent
}

void CommandSession::send(FrameType type, std::string_view payload)
{
    if (m_socket->state() == QLocalSocket::ConnectedState)
        m_socket->write(encodeFrame(type, payload));
}

} // namespace syncline::cli
