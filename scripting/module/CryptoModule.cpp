#include "core/base/Clock.h"
#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <vector>

namespace syncline {

namespace {

QByteArray bytesAt(lua_State *lua, int index)
{
    const std::string_view text = lua::checkText(lua, index);
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/** @p bytes as the argument at @p index wants them: "hex" (default), "base64" or "raw". */
int pushEncoded(lua_State *lua, const QByteArray &bytes, int index)
{
    const std::string_view encoding =
        lua_isnoneornil(lua, index) ? "hex" : lua::checkText(lua, index);
    QByteArray text;
    if (encoding == "hex") {
        text = bytes.toHex();
    } else if (encoding == "base64") {
        text = bytes.toBase64();
    } else if (encoding == "raw") {
        text = bytes;
    } else {
        throw lua::ScriptRaise(Error(errc::invalidInput,
                                     "The encoding \"%1\" is unknown; use hex, base64 or raw.",
                                     {std::string(encoding)}));
    }
    lua_pushlstring(lua, text.constData(), static_cast<std::size_t>(text.size()));
    return 1;
}

template <QCryptographicHash::Algorithm algorithm>
int hash(lua_State *lua)
{
    return pushEncoded(lua, QCryptographicHash::hash(bytesAt(lua, 1), algorithm), 2);
}

QCryptographicHash::Algorithm algorithmAt(lua_State *lua, int index)
{
    const std::string_view name = lua::checkText(lua, index);
    if (name == "sha256")
        return QCryptographicHash::Sha256;
    if (name == "sha1")
        return QCryptographicHash::Sha1;
    if (name == "sha512")
        return QCryptographicHash::Sha512;
    if (name == "sha384")
        return QCryptographicHash::Sha384;
    if (name == "md5")
        return QCryptographicHash::Md5;
    throw lua::ScriptRaise(Error(
        errc::invalidInput, "The hash \"%1\" is unknown; use sha256, sha512, sha384, sha1 or md5.",
        {std::string(name)}));
}

int hmac(lua_State *lua)
{
    const QByteArray code =
        QMessageAuthenticationCode::hash(bytesAt(lua, 3), bytesAt(lua, 2), algorithmAt(lua, 1));
    return pushEncoded(lua, code, 4);
}

int random(lua_State *lua)
{
    const lua_Integer count = luaL_checkinteger(lua, 1);
    luaL_argcheck(lua, count >= 1 && count <= 65'536, 1, "must be between 1 and 65536");
    QByteArray bytes(static_cast<qsizetype>(count), '\0');
    std::vector<unsigned char> drawn(static_cast<std::size_t>(count));
    LuaSession::of(lua).services().random->fill(drawn.data(), drawn.size());
    std::copy(drawn.begin(), drawn.end(), bytes.begin());
    return pushEncoded(lua, bytes, 2);
}

int constantTimeEquals(lua_State *lua)
{
    const std::string_view left = lua::checkText(lua, 1);
    const std::string_view right = lua::checkText(lua, 2);
    unsigned difference = left.size() == right.size() ? 0U : 1U;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const char other = right.empty() ? '\0' : right[i % right.size()];
        difference |= static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^
                                            static_cast<unsigned char>(other));
    }
    lua_pushboolean(lua, difference == 0 ? 1 : 0);
    return 1;
}

constexpr Binding bindings[] = {
    {"sha256", lua::entry<hash<QCryptographicHash::Sha256>>,
     "crypto.sha256(bytes: string, encoding?: \"hex\"|\"base64\"|\"raw\"): string",
     "The SHA-256 of the bytes.", "", "crypto.sha256(\"abc\")"},
    {"sha512", lua::entry<hash<QCryptographicHash::Sha512>>,
     "crypto.sha512(bytes: string, encoding?: \"hex\"|\"base64\"|\"raw\"): string",
     "The SHA-512 of the bytes.", "", ""},
    {"sha1", lua::entry<hash<QCryptographicHash::Sha1>>,
     "crypto.sha1(bytes: string, encoding?: \"hex\"|\"base64\"|\"raw\"): string",
     "The SHA-1 of the bytes; only for old protocols.", "", ""},
    {"md5", lua::entry<hash<QCryptographicHash::Md5>>,
     "crypto.md5(bytes: string, encoding?: \"hex\"|\"base64\"|\"raw\"): string",
     "The MD5 of the bytes; only for old protocols.", "", ""},
    {"hmac", lua::entry<hmac>,
     "crypto.hmac(hash: string, key: string, bytes: string, encoding?: "
     "\"hex\"|\"base64\"|\"raw\"): string",
     "The keyed hash of the bytes.", "SYNC_INVALID_INPUT: an unknown hash",
     "crypto.hmac(\"sha256\", secret, body, \"base64\")"},
    {"random", lua::entry<random>,
     "crypto.random(count: integer, encoding?: \"hex\"|\"base64\"|\"raw\"): string",
     "Random bytes, fit for secrets.", "", "local token = crypto.random(32)"},
    {"constant_time_equals", lua::entry<constantTimeEquals>,
     "crypto.constant_time_equals(left: string, right: string): boolean",
     "Compares without telling by its time where they differ: for signatures.", "",
     "crypto.constant_time_equals(expected, given)"},
};

} // namespace

const Module cryptoModule{"crypto", Module::Kind::Library, "Hashes and randomness.", bindings,
                          nullptr};

} // namespace syncline
