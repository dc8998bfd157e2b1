#include "core/net/HttpClient.h"

#include "core/net/Ascii.h"
#include "core/net/CaptureBudget.h"
#include "core/net/HostGate.h"
#include "core/net/HttpCall.h"
#include "core/net/Url.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QSslConfiguration>
#include <QThread>

#include <mutex>

namespace syncline {

namespace {

/** The system's proxy, but none for this machine itself. */
class ProxyChoice final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        const QString host = query.peerHostName();
        if (host == QLatin1String("localhost") || QHostAddress(host).isLoopback())
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

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

    void start(HttpRequest request, const std::stop_token &stop, HttpCall::Done done)
    {
        if (m_isClosed) { // what a callback sends while the client goes away
            done(Error(errc::cancelled, "%1 was cancelled: the network is shut down.",
                       {request.method}));
            return;
        }
        if (!m_network)
            setUp();
        auto *call = new HttpCall(*m_context, std::move(request), std::move(done));
        call->setParent(this);
        call->begin(stop);
    }

    void shutDown()
    {
        m_isClosed = true;
        const auto calls = findChildren<HttpCall *>(Qt::FindDirectChildrenOnly);
        for (HttpCall *call : calls)
            call->cancel();
        qDeleteAll(calls);
        m_network.reset();
        QMetaObject::invokeMethod(
            this, [this] { thread()->quit(); }, Qt::QueuedConnection);
    }

private:
    void setUp()
    {
        m_network = std::make_unique<QNetworkAccessManager>();
        m_network->setProxyFactory(new ProxyChoice); // which takes it over
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setProtocol(QSsl::TlsV1_2OrLater);
        if (!m_options.extraAuthorities.empty())
            tls.addCaCertificates(
                QSslCertificate::fromData(QByteArray::fromStdString(m_options.extraAuthorities)));
        m_context.emplace(HttpCallContext{.network = *m_network,
                                          .gate = m_gate,
                                          .budget = m_budget,
                                          .options = m_options,
                                          .tls = tls,
                                          .capture = [this] {
                                              const std::lock_guard lock(m_mutex);
                                              return m_capture;
                                          }});
    }

    const HttpClientOptions m_options;
    std::mutex m_mutex;
    std::shared_ptr<const std::function<void(HttpCapture)>> m_capture;
    HostGate m_gate;
    CaptureBudget m_budget;
    bool m_isClosed = false;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::optional<HttpCallContext> m_context;
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

class QtHttpClient final : public HttpClient
{
public:
    explicit QtHttpClient(HttpClientOptions options)
        : m_network(new HttpNetwork(std::move(options)))
    {
        m_thread.setObjectName(QStringLiteral("network"));
        m_network->moveToThread(&m_thread);
        m_thread.start();
    }
    QtHttpClient(const QtHttpClient &) = delete;
    QtHttpClient &operator=(const QtHttpClient &) = delete;
    ~QtHttpClient() override
    {
        QMetaObject::invokeMethod(
            m_network.get(), [network = m_network.get()] { network->shutDown(); },
            Qt::QueuedConnection);
        m_thread.wait();
    }

    void send(HttpRequest request, std::stop_token stop,
              std::function<void(Result<HttpResponse>)> done) override
    {
        QMetaObject::invokeMethod(
            m_network.get(),
            [network = m_network.get(), request = std::move(request), stop = std::move(stop),
             done = std::move(done)]() mutable {
                if (const Result<void> checked = checkRequest(request); !checked)
                    done(checked.error());
                else
                    network->start(std::move(request), stop, std::move(done));
            },
            Qt::QueuedConnection);
    }

    void setCapture(std::function<void(HttpCapture)> capture) override
    {
        m_network->setCapture(std::move(capture));
    }

private:
    QThread m_thread;
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
    return std::make_unique<QtHttpClient>(std::move(options));
}

} // namespace syncline
