#include "scripting/module/HttpModule.h"
#include "core/base/CallbackTo.h"
#include "core/connection/Auth.h"
#include "core/connection/RateLimiter.h"
#include "core/net/HttpClient.h"
#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/module/HttpResponseBinding.h"
#include "scripting/module/PlainText.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/task/Wait.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>

namespace syncline {

namespace {

constexpr std::size_t maxBody = 256U * 1024 * 1024;

[[noreturn]] void refuse(std::string_view what)
{
    throw lua::ScriptRaise(Error(errc::invalidInput, "http: %1.", {std::string(what)}));
}

bool hasHeader(const HttpHeaders &headers, std::string_view name)
{
    return !findHeader(headers, name).empty();
}

void addHeaders(HttpRequest &request, const Value &headers)
{
    if (headers.isNull())
        return;
    if (!headers.isObject())
        refuse("headers must be a table of names and values");
    for (const auto &[name, value] : headers.asObject()) {
        if (!value.isNull())
            request.headers.emplace_back(name, plainText(value));
    }
}

void addBody(HttpRequest &request, const ValueObject &options)
{
    const int given = int(options.contains("json")) + int(options.contains("form")) +
                      int(options.contains("body"));
    if (given > 1)
        refuse("give one of json, form and body");
    std::string_view type;
    if (const Value *value = options.find("json")) {
        request.body = json::write(*value);
        type = "application/json";
    } else if (const Value *form = options.find("form")) {
        if (!form->isObject())
            refuse("form must be a table");
        request.body = url::buildQuery(queryOf(form->asObject()));
        type = "application/x-www-form-urlencoded";
    } else if (const Value *body = options.find("body")) {
        request.body = plainText(*body);
    }
    if (!type.empty() && !hasHeader(request.headers, "Content-Type"))
        request.headers.emplace_back("Content-Type", std::string(type));
}

void addLimits(HttpRequest &request, const ValueObject &options)
{
    if (const Value *timeout = options.find("timeout_ms")) {
        if (!timeout->isInt() || timeout->asInt() < 1 || timeout->asInt() > 600'000)
            refuse("timeout_ms must be a whole number from 1 to 600000");
        request.timeout = std::chrono::milliseconds(timeout->asInt());
    }
    if (const Value *retries = options.find("retries")) {
        if (!retries->isInt() || retries->asInt() < 0 || retries->asInt() > 5)
            refuse("retries must be a whole number from 0 to 5");
        request.retries = static_cast<int>(retries->asInt());
    }
    request.followRedirects = options.at("follow").boolOr(true);
    const Value &secrets = options.at("secret_names");
    if (secrets.isList()) {
        for (const Value &name : secrets.asList())
            request.secretNames.push_back(plainText(name));
    }
}

HttpRequest requestFrom(const ValueObject &options)
{
    constexpr std::string_view known[] = {"method",  "url",    "headers",     "query",
                                          "json",    "form",   "body",        "timeout_ms",
                                          "retries", "follow", "secret_names"};
    for (const auto &[name, value] : options) {
        if (std::find(std::begin(known), std::end(known), name) == std::end(known))
            refuse("there is no option \"" + name + "\"");
    }
    HttpRequest request;
    request.maxBody = maxBody;
    request.url = options.at("url").stringOr();
    if (request.url.empty())
        refuse("the url is missing");
    if (const Value *query = options.find("query"); query != nullptr && query->isObject())
        request.url = url::withQuery(request.url, queryOf(query->asObject()));
    request.method = options.at("method").stringOr("GET");
    for (char &c : request.method)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    addHeaders(request, options.at("headers"));
    addBody(request, options);
    addLimits(request, options);
    return request;
}

/** A turn of the rate limit; ended in any case. */
class Turn
{
public:
    explicit Turn(RateLimiter &limiter)
        : m_limiter(limiter)
    {
    }
    ~Turn() { m_limiter.end(m_response); }
    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;
    void answered(const HttpResponse &response) { m_response = &response; }

private:
    RateLimiter &m_limiter;
    const HttpResponse *m_response = nullptr;
};

Task<Result<HttpResponse>> sendRequest(HttpClient &client, Executor &executor, HttpRequest request,
                                       std::shared_ptr<RateLimiter> limiter, std::stop_token stop)
{
    std::optional<Turn> turn;
    if (limiter) {
        Result<void> begun = co_await limiter->begin(executor, stop);
        if (!begun)
            co_return std::move(begun).error();
        turn.emplace(*limiter);
    }
    Result<HttpResponse> response = co_await callbackTo<Result<HttpResponse>>(
        executor, [&](Resolve<Result<HttpResponse>> done) {
            client.send(std::move(request), std::move(stop), std::move(done));
        });
    if (turn && response)
        turn->answered(*response);
    turn.reset();
    co_return response;
}

} // namespace

int performRequest(lua_State *lua, const ValueObject &options, const RequestExtras &extras)
{
    LuaSession &session = LuaSession::of(lua);
    StateContext::of(lua).checkCanWait("http");
    if (session.services().http == nullptr)
        refuse("there is no network here");
    HttpRequest request = requestFrom(options);
    if (!extras.auth.isNull() && isSameOrigin(request.url, extras.base)) {
        const Result<void> signedIn = applyAuth(request, extras.auth, extras.options);
        if (!signedIn)
            throw lua::ScriptRaise(signedIn.error());
    }
    session.aboutToWait(lua);
    request.run = session.scope().runId();
    if (session.syncScope() != nullptr)
        request.connection = session.syncScope()->connectionName();
    ResponseOrigin origin{request.method, request.url};
    return awaitTask(lua, "http",
                     sendRequest(*session.services().http, session.executor(), std::move(request),
                                 extras.limiter, session.waitStop()),
                     [origin = std::move(origin)](lua_State *state, Result<HttpResponse> answer) {
                         if (!answer)
                             LuaSession::of(state).raise(state, std::move(answer).error());
                         pushResponse(state, std::move(answer).value(), origin);
                         return 1;
                     });
}

namespace {

int request(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    return performRequest(lua, lua::optionalObject(lua, 1, "options"));
}

/** http.get(url, options) and the like; the third argument of those with a body is its JSON. */
int shortForm(lua_State *lua, const char *method)
{
    const std::string_view address = lua::checkText(lua, 1);
    ValueObject options = lua::optionalObject(lua, 2, "options");
    options.set("url", address);
    options.set("method", method);
    return performRequest(lua, options);
}

int get(lua_State *lua)
{
    return shortForm(lua, "GET");
}
int post(lua_State *lua)
{
    return shortForm(lua, "POST");
}
int put(lua_State *lua)
{
    return shortForm(lua, "PUT");
}
int patch(lua_State *lua)
{
    return shortForm(lua, "PATCH");
}
int remove(lua_State *lua)
{
    return shortForm(lua, "DELETE");
}

constexpr const char *errors =
    "SYNC_NETWORK, SYNC_TIMEOUT: no answer; SYNC_INVALID_INPUT. Any status is an answer.";

constexpr Binding bindings[] = {
    {"request", lua::entry<request>, "http.request(options: table): response",
     "Sends { method =, url =, headers =, query =, json = | form = | body =, timeout_ms =, retries "
     "=, follow =, secret_names = }. Connect errors, 408, 429, 500 and 502 to 504 are tried again, "
     "at most 5 times.",
     errors, "local response = http.request{ url = \"https://a.example\", query = { page = 1 } }"},
    {"get", lua::entry<get>, "http.get(url: string, options?: table): response",
     "The same with GET.", errors, "local body = http.get(address):json()"},
    {"post", lua::entry<post>, "http.post(url: string, options?: table): response",
     "The same with POST.", errors, "http.post(address, { json = { name = \"x\" } })"},
    {"put", lua::entry<put>, "http.put(url: string, options?: table): response",
     "The same with PUT.", errors, ""},
    {"patch", lua::entry<patch>, "http.patch(url: string, options?: table): response",
     "The same with PATCH.", errors, ""},
    {"delete", lua::entry<remove>, "http.delete(url: string, options?: table): response",
     "The same with DELETE.", errors, ""},
};

} // namespace

const Module httpModule{"http", Module::Kind::Library,
                        "Requests to other systems. A call waits without holding up other runs "
                        "and ends with its own.",
                        bindings, nullptr};

} // namespace syncline
