#include "core/base/Json.h"
#include "core/base/JsonReader.h"

#include <charconv>

namespace syncline::json {

namespace {

/** The first reference token of a JSON pointer, unescaped; cuts it off @p
 * pointer. */
std::string takeToken(std::string_view &pointer)
{
    pointer.remove_prefix(1); // the '/'
    const std::string_view raw = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(raw.size());
    std::string token;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const bool escaped =
            raw[i] == '~' && i + 1 < raw.size() && (raw[i + 1] == '0' || raw[i + 1] == '1');
        token += escaped ? (raw[++i] == '0' ? '~' : '/') : raw[i];
    }
    return token;
}

/** The byte at which the member or item called @p token begins, or @p none. */
std::size_t findChild(std::string_view text, std::size_t at, std::string_view token,
                      std::size_t none)
{
    Reader in(text.substr(at));
    std::size_t found = none;
    if (in.next() == '{') {
        std::string key;
        in.enter();
        while (in.member(key)) {
            if (key == token)
                found = at + in.offset(); // go on: the last of a repeated key counts
            if (!in.skip())
                break;
        }
    } else if (in.next() == '[') {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
        if (token.empty() || error != std::errc{} || end != token.data() + token.size())
            return none;
        in.enter();
        for (std::size_t i = 0; in.item(); ++i) {
            if (i == index)
                return at + in.offset();
            if (!in.skip())
                break;
        }
    }
    return found;
}

} // namespace

Result<Value> parse(std::string_view text)
{
    Reader reader(text);
    Value value;
    if (!reader.document(value))
        return reader.error();
    return value;
}

Place locate(std::string_view text, std::string_view pointer)
{
    std::size_t at = Reader(text).offset();
    while (pointer.starts_with('/')) {
        const std::string token = takeToken(pointer);
        const std::size_t child = findChild(text, at, token, text.size());
        if (child == text.size())
            break;
        at = child;
    }
    return placeAt(text, at);
}

} // namespace syncline::json
