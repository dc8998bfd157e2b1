#include "core/base/Clock.h"
#include "core/net/Url.h"
#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/module/PlainText.h"
#include "scripting/runtime/LuaSession.h"

#include <QByteArray>

#include <cctype>

/** uuid, base64, hex, url. */
namespace syncline {

namespace {

QByteArray bytesAt(lua_State *lua, int index)
{
    const std::string_view text = lua::checkText(lua, index);
    return {text.data(), static_cast<qsizetype>(text.size())};
}

void pushBytes(lua_State *lua, const QByteArray &bytes)
{
    lua_pushlstring(lua, bytes.constData(), static_cast<std::size_t>(bytes.size()));
}

int uuid(lua_State *lua)
{
    lua::pushText(lua, LuaSession::of(lua).services().random->uuid());
    return 1;
}

int encodeBase64(lua_State *lua)
{
    pushBytes(lua, bytesAt(lua, 1).toBase64());
    return 1;
}

int encodeBase64Url(lua_State *lua)
{
    pushBytes(lua, bytesAt(lua, 1).toBase64(QByteArray::Base64UrlEncoding |
                                            QByteArray::OmitTrailingEquals));
    return 1;
}

int decodeBase64(lua_State *lua)
{
    QByteArray text = bytesAt(lua, 1);
    const bool isUrl = text.contains('-') || text.contains('_');
    const auto decoded = QByteArray::fromBase64Encoding(
        text, (isUrl ? QByteArray::Base64UrlEncoding : QByteArray::Base64Encoding) |
                  QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        throw lua::ScriptRaise(Error(errc::invalidInput, "The text is no base64."));
    pushBytes(lua, decoded.decoded);
    return 1;
}

int encodeHex(lua_State *lua)
{
    pushBytes(lua, bytesAt(lua, 1).toHex());
    return 1;
}

int decodeHex(lua_State *lua)
{
    const QByteArray text = bytesAt(lua, 1);
    for (const char c : text) {
        if (std::isxdigit(static_cast<unsigned char>(c)) == 0)
            throw lua::ScriptRaise(Error(errc::invalidInput, "The text is no hex."));
    }
    if (text.size() % 2 != 0)
        throw lua::ScriptRaise(Error(errc::invalidInput, "The text is no hex: its length is odd."));
    pushBytes(lua, QByteArray::fromHex(text));
    return 1;
}

int encodeUrl(lua_State *lua)
{
    lua::pushText(lua, url::encode(lua::checkText(lua, 1)));
    return 1;
}

int decodeUrl(lua_State *lua)
{
    lua::pushText(lua, url::decode(lua::checkText(lua, 1)));
    return 1;
}

int parseUrl(lua_State *lua)
{
    const Result<url::Parts> parts = url::parse(lua::checkText(lua, 1));
    if (!parts)
        throw lua::ScriptRaise(parts.error());
    ValueObject query;
    for (const auto &[name, value] : url::parseQuery(parts->query))
        query.set(name, value);
    ValueObject out{{"scheme", parts->scheme},
                    {"host", parts->host},
                    {"path", parts->path},
                    {"query", std::move(query)}};
    if (parts->port != 0)
        out.append("port", parts->port);
    if (!parts->user.empty())
        out.append("user", parts->user);
    if (parts->hasFragment)
        out.append("fragment", parts->fragment);
    lua::pushValue(lua, std::move(out));
    return 1;
}

int buildUrl(lua_State *lua)
{
    const std::string base(lua::checkText(lua, 1));
    lua::pushText(lua, url::withQuery(base, queryOf(lua::optionalObject(lua, 2, "query"))));
    return 1;
}

int resolveUrl(lua_State *lua)
{
    const Result<std::string> resolved =
        url::resolve(lua::checkText(lua, 1), lua::checkText(lua, 2));
    if (!resolved)
        throw lua::ScriptRaise(resolved.error());
    lua::pushText(lua, *resolved);
    return 1;
}

constexpr Binding uuidBindings[] = {
    {"uuid", lua::entry<uuid>, "uuid(): string", "A random UUID (version 4).", "",
     "local id = uuid()"},
};

constexpr Binding base64Bindings[] = {
    {"encode", lua::entry<encodeBase64>, "base64.encode(bytes: string): string",
     "Base64 with padding.", "", "base64.encode(\"a:b\")"},
    {"encode_url", lua::entry<encodeBase64Url>, "base64.encode_url(bytes: string): string",
     "Base64 for URLs, without padding.", "", ""},
    {"decode", lua::entry<decodeBase64>, "base64.decode(text: string): string",
     "The bytes of base64 text of either kind.", "SYNC_INVALID_INPUT", "base64.decode(\"YTpi\")"},
};

constexpr Binding hexBindings[] = {
    {"encode", lua::entry<encodeHex>, "hex.encode(bytes: string): string", "Lower-case hex.", "",
     ""},
    {"decode", lua::entry<decodeHex>, "hex.decode(text: string): string", "The bytes of hex text.",
     "SYNC_INVALID_INPUT", ""},
};

constexpr Binding urlBindings[] = {
    {"encode", lua::entry<encodeUrl>, "url.encode(text: string): string",
     "Percent-encodes one component of a URL.", "", "url.encode(\"a b&c\") --> a%20b%26c"},
    {"decode", lua::entry<decodeUrl>, "url.decode(text: string): string", "Undoes url.encode.", "",
     ""},
    {"parse", lua::entry<parseUrl>, "url.parse(text: string): table",
     "{ scheme, host, port, path, query = {…}, fragment }.", "SYNC_INVALID_INPUT",
     "url.parse(\"https://a.example/x?y=1\").query.y"},
    {"build", lua::entry<buildUrl>, "url.build(base: string, query?: table): string",
     "The URL with these query values added.", "",
     "url.build(\"https://a.example/x\", { page = 2 })"},
    {"resolve", lua::entry<resolveUrl>, "url.resolve(base: string, reference: string): string",
     "What a link on a page means.", "SYNC_INVALID_INPUT", ""},
};

} // namespace

const Module uuidModule{"uuid", Module::Kind::Functions, "", uuidBindings, nullptr};
const Module base64Module{"base64", Module::Kind::Library, "Base64.", base64Bindings, nullptr};
const Module hexModule{"hex", Module::Kind::Library, "Hex.", hexBindings, nullptr};
const Module urlModule{"url", Module::Kind::Library, "URLs as text.", urlBindings, nullptr};

} // namespace syncline
