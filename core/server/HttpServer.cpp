#include "core/server/HttpServer.h"

#include "core/server/HttpSession.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <pthread.h>

#include <algorithm>
#include <set>
#include <thread>

namespace syncline {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds acceptPause{100}; // when no descriptor is left, say

/** Runs posted functions on the server's thread. After stop() they are dropped. */
class ServerExecutor final : public Executor
{
public:
    explicit ServerExecutor(asio::io_context &io)
        : m_io(io)
    {
    }

    void post(std::function<void()> function) override { asio::post(m_io, std::move(function)); }

    void postAfter(std::chrono::milliseconds delay, std::function<void()> function) override
    {
        asio::post(m_io, [this, delay, function = std::move(function)]() mutable {
            if (m_isClosed)
                return;
            auto timer = std::make_shared<asio::steady_timer>(m_io, delay);
            m_timers.insert(timer);
            timer->async_wait(
                [this, timer, function = std::move(function)](const ErrorCode &error) {
                    m_timers.erase(timer);
                    if (!error)
                        function();
                });
        });
    }

    [[nodiscard]] bool isCurrent() const override { return std::this_thread::get_id() == thread; }

    void close()
    {
        m_isClosed = true;
        for (const auto &timer : m_timers)
            timer->cancel();
    }

    std::atomic<std::thread::id> thread;

private:
    asio::io_context &m_io;
    std::set<std::shared_ptr<asio::steady_timer>> m_timers;
    bool m_isClosed = false;
};

std::vector<std::string> allowedHosts(const HttpServer::Options &options, std::uint16_t port)
{
    std::vector<std::string> names = options.hosts;
    names.insert(names.end(), {"127.0.0.1", "localhost", "[::1]"});
    std::vector<std::string> out;
    for (const std::string &name : names) {
        out.push_back(name);
        out.push_back(name + ':' + std::to_string(port));
    }
    return out;
}

class BeastServer final : public HttpServer
{
public:
    BeastServer(Options options, Handler handler)
        : m_options(std::move(options)),
          m_host(std::make_shared<HttpSessionHost>())
    {
        m_host->limits = m_options.limits;
        m_host->handler = std::move(handler);
        m_host->io = &m_io;
        m_host->closed = [this](HttpSession &session) { removeSession(session); };
    }
    BeastServer(const BeastServer &) = delete;
    BeastServer &operator=(const BeastServer &) = delete;
    ~BeastServer() override { halt(); }

    Result<void> listen();

    [[nodiscard]] std::uint16_t port() const override { return m_port; }
    [[nodiscard]] std::string url() const override
    {
        const bool isIpv6 = m_options.address.find(':') != std::string::npos;
        const std::string host = isIpv6 ? '[' + m_options.address + ']' : m_options.address;
        return "http://" + host + ':' + std::to_string(m_port);
    }
    [[nodiscard]] Executor &executor() override { return m_executor; }
    [[nodiscard]] std::size_t connections() const override { return m_connections; }
    void stop() override { halt(); }

private:
    void halt();
    void accept();
    void handleAccepted(const ErrorCode &error, Tcp::socket socket);
    [[nodiscard]] bool makeRoom();
    void removeSession(HttpSession &session);

    const Options m_options;
    asio::io_context m_io{1};
    asio::executor_work_guard<asio::io_context::executor_type> m_work{m_io.get_executor()};
    ServerExecutor m_executor{m_io};
    std::shared_ptr<HttpSessionHost> m_host;
    Tcp::acceptor m_acceptor{m_io};
    std::set<std::shared_ptr<HttpSession>> m_sessions;
    std::atomic<std::size_t> m_connections = 0;
    std::uint16_t m_port = 0;
    std::thread m_thread;
};

Result<void> BeastServer::listen()
{
    ErrorCode error;
    const asio::ip::address address = asio::ip::make_address(m_options.address, error);
    if (error)
        return Error(errc::invalidInput, "\"%1\" is no IP address to listen on.",
                     {m_options.address});
    if (m_options.reach == Reach::Loopback && !address.is_loopback())
        return Error(
            errc::permissionDenied,
            "The server does not listen on %1: only this machine may reach it (127.0.0.1 or ::1).",
            {m_options.address});
    const Tcp::endpoint endpoint(address, m_options.port);
    const auto failed = [&](std::string_view sentence) {
        return Error(errc::network, sentence, {std::to_string(m_options.port), m_options.address})
            .withDetail(error.message());
    };
    m_acceptor.open(endpoint.protocol(), error);
    if (!error)
        m_acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error)
        m_acceptor.bind(endpoint, error);
    if (!error)
        m_acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use)
        return failed("Port %1 of %2 is in use by another program. Choose another port, or 0 for a "
                      "free one.");
    if (error == asio::error::access_denied)
        return failed(
            "Port %1 of %2 may not be used without special rights. Choose one above 1023.");
    if (error)
        return failed("The server cannot listen on port %1 of %2.");
    m_port = m_acceptor.local_endpoint(error).port();
    m_host->hosts = allowedHosts(m_options, m_port);
    accept();
    m_thread = std::thread([this] {
        pthread_setname_np(pthread_self(), "server");
        m_executor.thread = std::this_thread::get_id();
        m_io.run();
    });
    return {};
}

void BeastServer::halt()
{
    if (!m_thread.joinable())
        return;
    assert(!m_executor.isCurrent());
    asio::post(m_io, [this] {
        ErrorCode ignored;
        m_acceptor.close(ignored);
        m_executor.close();
        while (!m_sessions.empty()) {
            const std::shared_ptr<HttpSession> session = *m_sessions.begin();
            session->close();
        }
    });
    m_work.reset();
    m_thread.join();
    Handler handler; // it may hold replies, whose end posts: not under the mutex
    const std::lock_guard lock(m_host->postMutex);
    m_host->io = nullptr;
    handler.swap(m_host->handler);
}

void BeastServer::accept()
{
    m_acceptor.async_accept([this](const ErrorCode &error, Tcp::socket socket) {
        handleAccepted(error, std::move(socket));
    });
}

void BeastServer::handleAccepted(const ErrorCode &error, Tcp::socket socket)
{
    if (!m_acceptor.is_open())
        return;
    if (error) {
        m_executor.postAfter(acceptPause, [this] { accept(); });
        return;
    }
    if (m_sessions.size() < m_options.limits.connections || makeRoom()) {
        auto session = std::make_shared<HttpSession>(m_host, std::move(socket));
        m_sessions.insert(session);
        m_connections = m_sessions.size();
        session->run();
    }
    accept();
}

bool BeastServer::makeRoom()
{
    std::shared_ptr<HttpSession> silent;
    for (const auto &session : m_sessions) {
        const bool isIdle = session->phase() == HttpSession::Phase::Head ||
                            session->phase() == HttpSession::Phase::Ending;
        if (isIdle && (!silent || session->silentSince() < silent->silentSince()))
            silent = session;
    }
    if (silent)
        silent->close();
    return silent != nullptr;
}

void BeastServer::removeSession(HttpSession &session)
{
    m_sessions.erase(session.shared_from_this());
    m_connections = m_sessions.size();
}

} // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(Options options, Handler handler)
{
    auto server = std::make_unique<BeastServer>(std::move(options), std::move(handler));
    SYNCLINE_CHECK(server->listen());
    return std::unique_ptr<HttpServer>(std::move(server));
}

} // namespace syncline
