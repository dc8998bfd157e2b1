#include "core/project/ParamsSpec.h"

#include "core/base/TextSafe.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

constexpr std::array<std::string_view, 6> paramTypes{"object", "string",  "integer",
                                                     "number", "boolean", "array"};
constexpr int maxParamDepth = 16;

bool checkSpec(JsonFile &file, const Value &spec, const std::string &name,
               const std::string &pointer, int depth);

bool checkProperties(JsonFile &file, const Value &properties, const std::string &pointer, int depth)
{
    if (properties.isNull())
        return true;
    if (!properties.isObject()) {
        file.leaveOut("bad_params", "\"properties\" must be an object of name → type.", pointer);
        return false;
    }
    bool good = true;
    for (const auto &[name, spec] : properties.asObject())
        good = checkSpec(file, spec, name, ObjectReader::join(pointer, name), depth) && good;
    return good;
}

void checkKeys(JsonFile &file, const ValueObject &spec, const std::string &type,
               const std::string &name, const std::string &pointer)
{
    for (const auto &[key, value] : spec) {
        const bool known = key == "type" || (key == "properties" && type == "object") ||
                           (key == "items" && type == "array");
        if (!known) {
            file.warn("bad_params",
                      "The key " + inQuotes(key) + " has no effect on the param " + inQuotes(name) +
                          " of type " + type +
                          ". A param has a type; an object also properties, an array also items.",
                      ObjectReader::join(pointer, key));
        }
    }
}

bool checkSpec(JsonFile &file, const Value &spec, const std::string &name,
               const std::string &pointer, int depth)
{
    const auto bad = [&](const std::string &why) {
        file.leaveOut("bad_params", "The param " + inQuotes(name) + " is left out: " + why,
                      pointer);
        return false;
    };
    if (depth > maxParamDepth)
        return bad("params are nested more than 16 deep.");
    if (!text::isIdentifier(name))
        return bad(
            "a param's name begins with a letter or '_' and goes on with letters, digits and '_'.");
    if (!spec.isObject())
        return bad("it must be an object such as {\"type\": \"string\"}.");
    const std::string type = spec["type"].stringOr();
    if (std::find(paramTypes.begin(), paramTypes.end(), type) == paramTypes.end()) {
        return bad("its type must be object, string, integer, number, boolean or array, but is " +
                   (spec["type"].isString() ? inQuotes(type) : "missing") + ".");
    }
    checkKeys(file, spec.asObject(), type, name, pointer);
    if (type == "object") {
        return checkProperties(file, spec["properties"], ObjectReader::join(pointer, "properties"),
                               depth + 1);
    }
    if (type == "array" && !spec["items"].isNull()) {
        return checkSpec(file, spec["items"], "items", ObjectReader::join(pointer, "items"),
                         depth + 1);
    }
    return true;
}

} // namespace

ValueObject readParams(ObjectReader &action, std::string_view key)
{
    ValueObject params;
    for (const auto &[name, spec] : action.object(key)) {
        const std::string pointer = ObjectReader::join(action.pointerTo(key), name);
        if (checkSpec(action.file(), spec, name, pointer, 0))
            params.append(name, spec);
    }
    return params;
}

} // namespace syncline
