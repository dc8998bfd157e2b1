#include "scripting/module/JsonShaping.h"

#include "scripting/lua/LuaValue.h"
#include "scripting/lua/OutsideMemory.h"
#include "scripting/module/JsonModule.h"

#include <charconv>
#include <string>

namespace syncline {

namespace {

json::Handle documentsAt(lua_State *lua, int index)
{
    if (const json::Handle *handle = findJson(lua, index))
        return *handle;
    return json::Handle::fromValue(lua::toValue(lua, index, "The documents"));
}

/** The number that @p text is as a whole; else the text. */
Value numberOf(const std::string &text)
{
    const char *const begin = text.data();
    const char *const end = begin + text.size();
    std::int64_t whole = 0;
    if (const auto [at, error] = std::from_chars(begin, end, whole);
        error == std::errc{} && at == end)
        return whole;
    double real = 0;
    if (const auto [at, error] = std::from_chars(begin, end, real, std::chars_format::fixed);
        error == std::errc{} && at == end)
        return real;
    return text;
}

} // namespace

int collectJson(lua_State *lua)
{
    const json::Handle documents = documentsAt(lua, 1);
    const std::string_view path = lua::checkText(lua, 2);
    ValueList items;
    documents.eachItem([&items, path](const json::Handle &document) {
        if (const auto list = document.path(path)) {
            list->eachItem([&items](const json::Handle &item) {
                items.push_back(item.toValue());
                return true;
            });
        }
        return true;
    });
    const std::size_t size = items.size() * lua::aDocument;
    pushDocument(lua, json::Handle::fromValue(std::move(items)), size);
    return 1;
}

int numbersOfJson(lua_State *lua)
{
    Value documents = documentsAt(lua, 1).toValue();
    const Value names = lua::toValue(lua, 2, "The names");
    if (!names.isList())
        throw lua::ScriptRaise(Error(errc::invalidInput, "json.numbers takes a list of names."));
    const auto convert = [&names](Value &document) {
        if (!document.isObject())
            return;
        for (const Value &name : names.asList()) {
            Value *value = document.asObject().find(name.stringOr());
            if (value != nullptr && value->isString())
                *value = numberOf(value->asString());
        }
    };
    if (documents.isList()) {
        for (Value &document : documents.asList())
            convert(document);
    } else {
        convert(documents);
    }
    const std::size_t size = (documents.isList() ? documents.asList().size() : 1) * lua::aDocument;
    pushDocument(lua, json::Handle::fromValue(std::move(documents)), size);
    return 1;
}

} // namespace syncline
