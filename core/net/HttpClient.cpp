#include "core/net/HttpClient.h"

#include "core/net/Ascii.h"
#include "core/net/CaptureBudget.h"
#include "core/net/ConnectionPool.h"
#include "core/net/HostGate.h"
#include "core/net/HttpCall.h"
#include "core/net/HttpExchange.h"
#include "core/net/Inbox.h"
#include "core/net/Route.h"
#include "core/net/Url.h"

#include <QCoreApplication>
#include <QSslConfiguration>
#include <QThread>

#include <atomic>
#include <mutex>
#include <unordered_map>

namespace syncline {

namespace {

/** Everything of a client that lives on the network thread. */
class HttpNetwork final : public QObject
{
public:
    explicit HttpNetwork(HttpClientOptions options)
        : m_options(std::move(options))
    {
    }

    void setCapture(std::function<void(HttpCapture)> capture)
    {
        const std::lock_guard lock(m_mutex);
        m_capture =
            capture ? std::make_shared<const std::function<void(HttpCapture)>>(std::move(capture))
                    : nullptr;
    }

    /** From any thread: has @p job run on this one. */
    void post(std::function<void()> job) { m_inbox.post(std::move(job)); }

    /** The first thing on the network thread. */
    void setUp()
    {
        m_pool = std::make_unique<ConnectionPool>();
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setProtocol(QSsl::TlsV1_2OrLater);
        if (!m_options.extraAuthorities.empty())
            tls.addCaCertificates(
                QSslCertificate::fromData(QByteArray::fromStdString(m_options.extraAuthorities)));
        m_exchanges.emplace(
            ExchangeContext{.pool = *m_pool, .tls = tls, .buffer = std::vector<char>(readAtOnce)});
        const auto capture = [this] {
            const std::lock_guard lock(m_mutex);
            return m_capture;
        };
        const auto askToCancel = [this](std::uint64_t number) {
            post([this, number] { cancel(number); });
        };
        m_context.emplace(HttpCallContext{.exchanges = *m_exchanges,
                                          .routes = m_routes,
                                          .gate = m_gate,
                                          .budget = m_budget,
                                          .options = m_options,
                                          .capture = capture,
                                          .askToCancel = askToCancel});
        m_inbox.open();
    }

    void start(HttpRequest request, const std::stop_token &stop, HttpCall::Done done)
    {
        if (m_isClosed) { // what a callback sends while the client goes away
            done(Error(errc::cancelled, "%1 was cancelled: the network is shut down.",
                       {request.method}));
            return;
        }
        auto *call = new HttpCall(*m_context, ++m_lastNumber, std::move(request), std::move(done));
        call->setParent(this);
        m_calls.insert_or_assign(call->number(), call);
        connect(call, &QObject::destroyed, this,
                [this, number = call->number()] { m_calls.erase(number); });
        call->begin(stop);
    }

    void shutDown()
    {
        m_isClosed = true;
        const auto calls = findChildren<HttpCall *>(Qt::FindDirectChildrenOnly);
        for (HttpCall *call : calls)
            call->cancel();
        qDeleteAll(calls);
        m_inbox.close();
        m_context.reset();
        m_exchanges.reset();
        m_pool.reset();
        thread()->quit();
    }

private:
    /** What is read from a connection at once. */
    static constexpr std::size_t readAtOnce = std::size_t{256} * 1024;

    void cancel(std::uint64_t number)
    {
        const auto call = m_calls.find(number);
        if (call != m_calls.end())
            call->second->cancel();
    }

    const HttpClientOptions m_options;
    std::mutex m_mutex;
    std::shared_ptr<const std::function<void(HttpCapture)>> m_capture;
    HostGate m_gate;
    CaptureBudget m_budget;
    bool m_isClosed = false;
    Inbox m_inbox;
    RouteFinder m_routes;
    std::unique_ptr<ConnectionPool> m_pool;
    std::optional<ExchangeContext> m_exchanges;
    std::optional<HttpCallContext> m_context;
    std::uint64_t m_lastNumber = 0;
    std::unordered_map<std::uint64_t, HttpCall *> m_calls;
};

/** Why @p request cannot be sent as it is. */
Result<void> checkRequest(const HttpRequest &request)
{
    if (!ascii::isToken(request.method))
        return Error(errc::invalidInput, "\"%1\" is no HTTP method.",
                     {request.method.substr(0, 40)});
    SYNCLINE_TRY(const url::Parts parts, url::parse(request.url));
    if ((parts.scheme != "http" && parts.scheme != "https") || parts.host.empty())
        return Error(
            errc::invalidInput,
            "\"%1\" cannot be requested: a URL begins with http:// or https:// and a host.",
            {Redactor(request.secretNames).url(request.url.substr(0, 200))});
    for (const auto &[name, value] : request.headers) {
        const bool isClean =
            value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
        if (!ascii::isToken(name) || !isClean)
            return Error(errc::invalidInput, "The header \"%1\" of %2 cannot be sent: %3.",
                         {name.substr(0, 60), request.method,
                          isClean ? "its name has characters that no header name has"
                                  : "its value has a line break or a NUL"});
    }
    return {};
}

/** A thread whose end ThreadSanitizer sees, which knows nothing of the way QThread waits. */
class NetworkThread final : public QThread
{
public:
    void join()
    {
        wait();
        (void)m_hasEnded.load(std::memory_order_acquire);
    }

protected:
    void run() override
    {
        exec();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        m_hasEnded.store(true, std::memory_order_release);
    }

private:
    std::atomic<bool> m_hasEnded = false;
};

class NetworkHttpClient final : public HttpClient
{
public:
    explicit NetworkHttpClient(HttpClientOptions options)
        : m_network(new HttpNetwork(std::move(options)))
    {
        m_thread.setObjectName(QStringLiteral("network"));
        m_network->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::started, m_network.get(), &HttpNetwork::setUp);
        m_thread.start();
    }
    NetworkHttpClient(const NetworkHttpClient &) = delete;
    NetworkHttpClient &operator=(const NetworkHttpClient &) = delete;
    ~NetworkHttpClient() override
    {
        m_network->post([network = m_network.get()] { network->shutDown(); });
        m_thread.join();
    }

    void send(HttpRequest request, std::stop_token stop,
              std::function<void(Result<HttpResponse>)> done) override
    {
        m_network->post([network = m_network.get(), request = std::move(request),
                         stop = std::move(stop), done = std::move(done)]() mutable {
            if (const Result<void> checked = checkRequest(request); !checked)
                done(checked.error());
            else
                network->start(std::move(request), stop, std::move(done));
        });
    }

    void setCapture(std::function<void(HttpCapture)> capture) override
    {
        m_network->setCapture(std::move(capture));
    }

private:
    NetworkThread m_thread;
    const std::unique_ptr<HttpNetwork> m_network; // deleted after its thread has ended
};

} // namespace

std::string HttpClientOptions::defaultUserAgent()
{
    return "Syncline/" SYNCLINE_CORE_VERSION;
}

Task<Result<HttpResponse>> HttpClient::fetch(Executor &executor, HttpRequest request,
                                             std::stop_token stop)
{
    Result<HttpResponse> response = co_await callbackTo<Result<HttpResponse>>(
        executor, [&](Resolve<Result<HttpResponse>> resolve) {
            send(std::move(request), std::move(stop), std::move(resolve));
        });
    co_return response;
}

std::unique_ptr<HttpClient> HttpClient::create(HttpClientOptions options)
{
    return std::make_unique<NetworkHttpClient>(std::move(options));
}

} // namespace syncline
