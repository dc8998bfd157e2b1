#include "app/demo/DemoShopServer.h"

#include "app/demo/DemoJson.h"
#include "core/base/Json.h"
#include "core/base/Time.h"
#include "core/net/Url.h"

#include <array>
#include <charconv>

namespace syncline {

namespace {

struct KindName
{
    DemoKind kind = DemoKind::Products;
    std::string_view plural;
    std::string_view singular;
};
constexpr std::array<KindName, 3> kinds{{{DemoKind::Products, "products", "product"},
                                         {DemoKind::Customers, "customers", "customer"},
                                         {DemoKind::Orders, "orders", "order"}}};

const KindName &nameOf(DemoKind kind)
{
    return kinds.at(static_cast<std::size_t>(kind));
}

std::optional<DemoKind> kindNamed(std::string_view plural)
{
    for (const KindName &name : kinds) {
        if (name.plural == plural)
            return name.kind;
    }
    return std::nullopt;
}

std::optional<std::int64_t> queryNumber(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

ServerResponse failure(int status, std::string_view message)
{
    return ServerResponse::json(status, json::write(ValueObject{{"error", message}}));
}

ServerResponse unfit(const Error &error)
{
    ValueObject fields;
    for (const auto &[field, why] : error.fields)
        fields.set(field, ValueList{Value(why)});
    return ServerResponse::json(422, json::write(ValueObject{{"errors", std::move(fields)}}));
}

} // namespace

/** A request taken apart. */
struct DemoShopServer::Call
{
    const ServerRequest &request;
    url::Query query;
    std::vector<std::string> path; ///< Segments, the last without ".json".
    Fault fault;

    explicit Call(const ServerRequest &received)
        : request(received),
          query(url::parseQuery(received.query))
    {
        std::string_view left = std::string_view(received.path).substr(1);
        if (left.ends_with(".json"))
            left.remove_suffix(5);
        while (!left.empty()) {
            const std::size_t slash = left.find('/');
            path.push_back(url::decode(left.substr(0, slash)));
            left = slash == std::string_view::npos ? std::string_view() : left.substr(slash + 1);
        }
    }

    [[nodiscard]] std::string parameter(std::string_view name) const
    {
        for (const auto &[key, value] : query) {
            if (key == name)
                return value;
        }
        return {};
    }
    [[nodiscard]] bool is(std::string_view method) const { return request.method == method; }
};

DemoShopServer::DemoShopServer(DemoServerOptions options, const Clock &clock)
    : m_options(std::move(options)),
      m_shop(m_options.size, clock),
      m_bucket(m_options.callsPerSecond, clock)
{
}

DemoShopServer::~DemoShopServer()
{
    stop();
}

Result<std::unique_ptr<DemoShopServer>> DemoShopServer::start(DemoServerOptions options,
                                                              const Clock &clock)
{
    std::unique_ptr<DemoShopServer> demo(new DemoShopServer(std::move(options), clock));
    HttpServer::Options settings;
    settings.port = demo->m_options.port;
    const std::lock_guard lock(demo->m_mutex); // the first call waits until m_server is set
    SYNCLINE_TRY(demo->m_server,
                 HttpServer::start(settings, [self = demo.get()](const ServerRequest &request,
                                                                 const ServerReply &reply) {
                     self->handle(request, reply);
                 }));
    return demo;
}

void DemoShopServer::stop()
{
    if (m_server)
        m_server->stop();
}

void DemoShopServer::withShop(const std::function<void(DemoShop &)> &function)
{
    const std::lock_guard lock(m_mutex);
    function(m_shop);
}

void DemoShopServer::handle(const ServerRequest &request, const ServerReply &reply)
{
    Call call(request);
    ServerResponse response;
    {
        const std::lock_guard lock(m_mutex);
        const bool isAdmin = !call.path.empty() && call.path.front() == "admin";
        const bool isKnown =
            m_options.token.empty() ||
            findHeader(request.headers, "authorization") == "Bearer " + m_options.token;
        if (!isKnown) {
            response = failure(401, "The bearer token is missing or wrong.");
        } else if (isAdmin) {
            response = answerAdmin(call);
        } else {
            call.fault = m_faults.at(m_calls++);
            if (m_bucket.pour()) {
                response = answer(call);
            } else {
                response = failure(429, "Too many calls; slow down.");
                const auto tenths = static_cast<int>(std::ceil(m_bucket.secondsToWait() * 10));
                response.headers.emplace_back("Retry-After", std::to_string(tenths / 10) + '.' +
                                                                 std::to_string(tenths % 10));
            }
            if (m_options.callsPerSecond > 0)
                response.headers.emplace_back("X-Shop-Call-Limit",
                                              std::to_string(m_bucket.level()) + '/' +
                                                  std::to_string(LeakyBucket::capacity));
        }
    }
    Executor &executor = m_server->executor();
    if (m_options.latency.count() == 0) {
        replyWithFault(reply, std::move(response), call.fault, executor);
        return;
    }
    executor.postAfter(m_options.latency, [reply, response = std::move(response),
                                           fault = call.fault, &executor]() mutable {
        replyWithFault(reply, std::move(response), fault, executor);
    });
}

ServerResponse DemoShopServer::answer(const Call &call)
{
    const std::size_t depth = call.path.size();
    if (depth == 0 || (depth == 1 && call.path[0] == "shop"))
        return call.is("GET") ? overview() : failure(405, "Use GET.");
    if (depth == 1 && call.path[0] == "deleted")
        return call.is("GET") ? deletions(call) : failure(405, "Use GET.");
    const auto kind = kindNamed(call.path[0]);
    if (!kind || depth > 2)
        return failure(404, "There is nothing here. GET / tells what there is.");
    if (depth == 2) {
        const auto id = queryNumber(call.path[1]);
        return id ? single(call, *kind, *id) : failure(404, "An id is a number.");
    }
    if (call.is("GET"))
        return list(call, *kind);
    if (call.is("POST") && *kind == DemoKind::Products)
        return create(call);
    return failure(405, "Use GET; products can also be created with POST.");
}

ServerResponse DemoShopServer::list(const Call &call, DemoKind kind)
{
    const std::string limitText = call.parameter("limit");
    const std::int64_t limit = limitText.empty() ? 50 : queryNumber(limitText).value_or(0);
    if (limit < 1 || limit > DemoShop::largestPage)
        return failure(400, "limit must be a number from 1 to 250.");
    const std::string sinceText = call.parameter("updated_since");
    const auto since = iso::parseDateTime(sinceText);
    if (!sinceText.empty() && !since)
        return failure(400, "updated_since must be a time like 2024-01-31T12:00:00Z.");
    const std::string pageInfo = call.parameter("page_info");
    auto page = m_shop.page(kind, since ? std::optional(since->ms) : std::nullopt, pageInfo, limit);
    if (!page)
        return failure(400, page.error().message());

    std::string items;
    DemoJson json(m_shop, items);
    json.writer().beginList();
    for (const std::int64_t index : page->indexes)
        json.write(kind, index);
    json.writer().endList();
    std::string next = page->next;
    if (call.fault.kind == Fault::Kind::Empty)
        items = "[]";
    else if (call.fault.kind == Fault::Kind::Repeat && !pageInfo.empty())
        next = pageInfo;
    else if (call.fault.kind == Fault::Kind::Duplicate && !m_lastItems.empty())
        items = m_lastItems;
    m_lastItems = items;

    std::string body = "{\"" + std::string(nameOf(kind).plural) + "\":" + items + ",\"next\":";
    body += next.empty() ? "null" : '"' + next + '"';
    ServerResponse response = ServerResponse::json(200, body + '}');
    if (!next.empty()) {
        const std::string host(findHeader(call.request.headers, "host"));
        const url::Query query{{"limit", std::to_string(limit)}, {"page_info", next}};
        response.headers.emplace_back("Link", "<http://" + host + call.request.path + '?' +
                                                  url::buildQuery(query) + ">; rel=\"next\"");
    }
    return response;
}

ServerResponse DemoShopServer::single(const Call &call, DemoKind kind, std::int64_t id)
{
    const auto index = m_shop.find(kind, id);
    if (!index)
        return failure(404, "There is no such " + std::string(nameOf(kind).singular) + '.');
    const bool isProduct = kind == DemoKind::Products;
    if (call.is("DELETE") && isProduct) {
        m_shop.remove(kind, *index);
        return ServerResponse::json(200, "{}");
    }
    if (call.is("PUT") && isProduct)
        return change(call, *index);
    if (!call.is("GET"))
        return failure(405, isProduct ? "Use GET, PUT or DELETE." : "Use GET.");
    std::string body = "{\"" + std::string(nameOf(kind).singular) + "\":";
    DemoJson(m_shop, body).write(kind, *index);
    return ServerResponse::json(200, body + '}');
}

ServerResponse DemoShopServer::change(const Call &call, std::int64_t index)
{
    const Result<Value> body = json::parse(call.request.body);
    if (!body || !body->isObject())
        return failure(400, "The body is no JSON object.");
    const Value &inner = body.value()["product"];
    const Result<void> changed =
        m_shop.updateProduct(index, inner.isObject() ? inner.asObject() : body->asObject());
    if (!changed)
        return unfit(changed.error());
    std::string text = "{\"product\":";
    DemoJson(m_shop, text).write(DemoKind::Products, index);
    return ServerResponse::json(200, text + '}');
}

ServerResponse DemoShopServer::create(const Call &call)
{
    const Result<Value> body = json::parse(call.request.body);
    if (!body || !body->isObject())
        return failure(400, "The body is no JSON object.");
    const Value &inner = body.value()["product"];
    const auto index = m_shop.createProduct(inner.isObject() ? inner.asObject() : body->asObject());
    if (!index)
        return unfit(index.error());
    std::string text = "{\"product\":";
    DemoJson(m_shop, text).write(DemoKind::Products, index.value());
    return ServerResponse::json(201, text + '}');
}

ServerResponse DemoShopServer::deletions(const Call &call)
{
    const std::string sinceText = call.parameter("since");
    const auto since = iso::parseDateTime(sinceText);
    if (!sinceText.empty() && !since)
        return failure(400, "since must be a time like 2024-01-31T12:00:00Z.");
    const std::string kind = call.parameter("kind");
    const auto from = static_cast<std::size_t>(
        std::max<std::int64_t>(0, queryNumber(call.parameter("page_info")).value_or(0)));
    constexpr std::size_t pageSize = 250;

    const auto &all = m_shop.deletions();
    ValueList found;
    Value next;
    for (std::size_t i = from; i < all.size(); ++i) {
        const bool fits = (!since || all[i].deletedMs >= since->ms) &&
                          (kind.empty() || kind == nameOf(all[i].kind).plural);
        if (!fits)
            continue;
        if (found.size() == pageSize) {
            next = std::to_string(i);
            break;
        }
        found.emplace_back(ValueObject{{"kind", nameOf(all[i].kind).plural},
                                       {"id", all[i].id},
                                       {"deletedAt", iso::format(DateTime{all[i].deletedMs})}});
    }
    return ServerResponse::json(
        200, json::write(ValueObject{{"deleted", std::move(found)}, {"next", next}}));
}

ServerResponse DemoShopServer::overview()
{
    ValueObject counts;
    for (const KindName &name : kinds)
        counts.set(name.plural, m_shop.count(name.kind));
    return ServerResponse::json(
        200, json::write(ValueObject{{"shop", ValueObject{{"name", "Syncline sample shop"},
                                                          {"currency", "EUR"},
                                                          {"counts", std::move(counts)}}},
                                     {"paths", ValueList{"/products.json", "/customers.json",
                                                         "/orders.json", "/deleted.json"}}}));
}

ServerResponse DemoShopServer::answerAdmin(const Call &call)
{
    const std::string what = call.path.size() == 2 ? call.path[1] : "";
    if (what != "touch" && what != "delete" && what != "faults")
        return failure(404, "There are /admin/touch, /admin/delete and /admin/faults.");
    if (!call.is("POST"))
        return failure(405, "Use POST.");
    return what == "faults" ? setFaults(call) : changeMany(call, what == "delete");
}

ServerResponse DemoShopServer::changeMany(const Call &call, bool isRemoval)
{
    const std::string kindText = call.parameter("kind");
    const auto kind = kindNamed(kindText.empty() ? "products" : kindText);
    if (!kind)
        return failure(400, "kind must be products, customers or orders.");
    std::vector<std::int64_t> indexes;
    std::string_view ids;
    const std::string idText = call.parameter("ids");
    for (ids = idText; !ids.empty();) {
        const std::size_t comma = ids.find(',');
        const auto index = m_shop.find(*kind, queryNumber(ids.substr(0, comma)).value_or(0));
        if (!index)
            return failure(404, "There is no " + std::string(nameOf(*kind).singular) + ' ' +
                                    std::string(ids.substr(0, comma)) + '.');
        indexes.push_back(*index);
        ids = comma == std::string_view::npos ? std::string_view() : ids.substr(comma + 1);
    }
    if (idText.empty()) { // the first so many that there still are
        const std::int64_t count = std::clamp<std::int64_t>(
            queryNumber(call.parameter("count")).value_or(1), 0, m_shop.count(*kind));
        std::string next;
        while (static_cast<std::int64_t>(indexes.size()) < count) {
            auto page = m_shop.page(
                *kind, std::nullopt, next,
                std::min(DemoShop::largestPage, count - static_cast<std::int64_t>(indexes.size())));
            indexes.insert(indexes.end(), page->indexes.begin(), page->indexes.end());
            next = page->next;
        }
    }
    ValueList done;
    for (const std::int64_t index : indexes) {
        isRemoval ? m_shop.remove(*kind, index) : m_shop.touch(*kind, index);
        done.emplace_back(DemoData::idOf(*kind, index));
    }
    return ServerResponse::json(
        200, json::write(ValueObject{{isRemoval ? "deleted" : "touched", std::move(done)}}));
}

ServerResponse DemoShopServer::setFaults(const Call &call)
{
    auto script = FaultScript::parse(call.parameter("script"));
    if (!script)
        return failure(400, script.error().message());
    m_faults = std::move(script).value();
    m_calls = 0;
    return ServerResponse::json(200, "{}");
}

} // namespace syncline
