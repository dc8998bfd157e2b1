#include "core/project/JsonFile.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/project/DuplicateKeys.h"
#include "core/project/ProjectFormat.h"

#include <charconv>
#include <utility>

namespace syncline {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

/** "3:14" → 3 and 14. */
json::Place placeFromText(std::string_view text)
{
    json::Place place;
    const char *end = text.data() + text.size();
    const auto line = std::from_chars(text.data(), end, place.line);
    if (line.ec == std::errc{} && line.ptr != end && *line.ptr == ':')
        std::from_chars(line.ptr + 1, end, place.column);
    return place;
}

/** The line of a "<<<<<<<" that Git left behind; 0: none. */
int conflictLine(std::string_view text)
{
    int line = 1;
    for (std::size_t at = 0; at < text.size(); ++line) {
        if (text.substr(at).starts_with("<<<<<<< "))
            return line;
        const std::size_t next = text.find('\n', at);
        if (next == std::string_view::npos)
            break;
        at = next + 1;
    }
    return 0;
}

} // namespace

JsonFile::JsonFile(std::string path, std::string_view text, std::vector<Problem> &problems)
    : m_path(std::move(path)),
      m_text(text),
      m_problems(problems)
{
    if (m_text.starts_with(byteOrderMark))
        m_text.remove_prefix(byteOrderMark.size());
}

const Value *JsonFile::parse()
{
    const auto bad = [&](int line, int column, std::string_view code,
                         std::string message) -> const Value * {
        m_problems.push_back({.severity = Problem::Severity::Error,
                              .code = std::string(code),
                              .message = std::move(message),
                              .file = m_path,
                              .line = line,
                              .column = column,
                              .leftOut = true});
        return nullptr;
    };
    if (!text::isUtf8(m_text))
        return bad(0, 0, "not_utf8", "The file is not UTF-8 text, so it is left out.");

    Result<Value> parsed = json::parse(m_text);
    if (!parsed) {
        if (const int line = conflictLine(m_text); line > 0) {
            return bad(
                line, 1, "merge_conflict",
                "The file holds an unresolved Git merge conflict, so it is left out. Resolve it "
                "and save.");
        }
        const json::Place place = placeFromText(parsed.error().place);
        return bad(place.line, place.column, "bad_json",
                   "The file is no valid JSON, so it is left out: " + parsed.error().message());
    }
    if (!parsed.value().isObject()) {
        return bad(1, 1, "bad_json",
                   "The file should hold one JSON object, but holds a " +
                       std::string(parsed.value().kindName()) + ", so it is left out.");
    }
    reportDuplicateKeys();
    const Value &format = parsed.value()["format"];
    if (format.isInt() && format.asInt() > projectFormat) {
        const json::Place place = json::locate(m_text, "/format");
        return bad(place.line, place.column, "too_new",
                   "The file has format " + std::to_string(format.asInt()) +
                       ", which a newer version of Syncline wrote; this one reads format " +
                       std::to_string(projectFormat) + ". It is left out.");
    }
    if (!format.isNull() && (!format.isInt() || format.asInt() != projectFormat))
        error("wrong_type", "\"format\" must be 1.", "/format");
    m_value = std::move(parsed).value();
    return &m_value;
}

void JsonFile::reportDuplicateKeys()
{
    for (const DuplicateKey &found : findDuplicateKeys(m_text)) {
        m_problems.push_back({.severity = Problem::Severity::Error,
                              .code = "duplicate_key",
                              .message = "The key " + inQuotes(found.key) +
                                         " stands twice in one object; only the last one counts.",
                              .file = m_path,
                              .line = found.line,
                              .column = found.column,
                              .leftOut = true});
    }
}

Problem &JsonFile::add(Problem::Severity severity, std::string_view code, std::string message,
                       std::string_view pointer)
{
    const json::Place place = json::locate(m_text, pointer);
    return m_problems.emplace_back(Problem{.severity = severity,
                                           .code = std::string(code),
                                           .message = std::move(message),
                                           .file = m_path,
                                           .line = place.line,
                                           .column = place.column});
}

void JsonFile::leaveOut(std::string_view code, std::string message, std::string_view pointer)
{
    add(Problem::Severity::Error, code, std::move(message), pointer).leftOut = true;
}

void JsonFile::error(std::string_view code, std::string message, std::string_view pointer)
{
    add(Problem::Severity::Error, code, std::move(message), pointer);
}

void JsonFile::warn(std::string_view code, std::string message, std::string_view pointer)
{
    add(Problem::Severity::Warning, code, std::move(message), pointer);
}

ObjectReader::ObjectReader(JsonFile &file, const ValueObject &object, std::string pointer)
    : m_file(file),
      m_object(object),
      m_pointer(std::move(pointer))
{
}

std::string ObjectReader::join(std::string_view pointer, std::string_view key)
{
    std::string joined(pointer);
    joined += '/';
    for (const char c : key) {
        if (c == '~')
            joined += "~0";
        else if (c == '/')
            joined += "~1";
        else
            joined += c;
    }
    return joined;
}

std::string ObjectReader::join(std::string_view pointer, std::size_t index)
{
    return std::string(pointer) + '/' + std::to_string(index);
}

std::string ObjectReader::pointerTo(std::string_view key) const
{
    return join(m_pointer, key);
}

const Value &ObjectReader::take(std::string_view key)
{
    m_known.emplace(key);
    return m_object.at(key);
}

void ObjectReader::wrongKind(std::string_view key, std::string_view expected, const Value &found)
{
    m_file.leaveOut("wrong_type",
                    inQuotes(key) + " must be " + std::string(expected) + ", but is " +
                        std::string(found.kindName()) + ".",
                    pointerTo(key));
}

std::string ObjectReader::text(std::string_view key)
{
    const Value &value = take(key);
    if (value.isString())
        return value.asString();
    if (has(key))
        wrongKind(key, "text", value);
    return {};
}

bool ObjectReader::flag(std::string_view key, bool other)
{
    const Value &value = take(key);
    if (value.isBool())
        return value.asBool();
    if (has(key))
        wrongKind(key, "true or false", value);
    return other;
}

int ObjectReader::integer(std::string_view key, int other, int min, int max)
{
    const Value &value = take(key);
    if (!has(key))
        return other;
    const std::string range =
        "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
    if (!value.isInt()) {
        wrongKind(key, range, value);
        return other;
    }
    if (value.asInt() < min || value.asInt() > max) {
        m_file.leaveOut("out_of_range",
                        inQuotes(key) + " must be " + range + ", but is " +
                            std::to_string(value.asInt()) + ".",
                        pointerTo(key));
        return other;
    }
    return static_cast<int>(value.asInt());
}

ValueObject ObjectReader::object(std::string_view key)
{
    const Value &value = take(key);
    if (value.isObject())
        return value.asObject();
    if (has(key))
        wrongKind(key, "an object", value);
    return {};
}

const ValueList *ObjectReader::list(std::string_view key)
{
    const Value &value = take(key);
    if (value.isList())
        return &value.asList();
    if (has(key))
        wrongKind(key, "a list", value);
    return nullptr;
}

std::vector<std::string> ObjectReader::texts(std::string_view key)
{
    std::vector<std::string> result;
    const ValueList *items = list(key);
    if (!items)
        return result;
    for (std::size_t i = 0; i < items->size(); ++i) {
        const Value &item = (*items)[i];
        if (item.isString()) {
            result.push_back(item.asString());
            continue;
        }
        m_file.leaveOut("wrong_type",
                        "Item " + std::to_string(i + 1) + " of " + inQuotes(key) +
                            " must be text, but is " + std::string(item.kindName()) + ".",
                        join(pointerTo(key), i));
    }
    return result;
}

ValueObject ObjectReader::rest()
{
    ValueObject unknown;
    for (const auto &[key, value] : m_object) {
        if (m_known.contains(key))
            continue;
        unknown.append(key, value);
        m_file.warn("unknown_key",
                    "The key " + inQuotes(key) +
                        " is not known here; it is kept, but has no effect.",
                    pointerTo(key));
    }
    return unknown;
}

std::string inQuotes(std::string_view name)
{
    return '"' + text::displayLine(name, 80) + '"';
}

void putText(ValueObject &object, std::string_view key, const std::string &value)
{
    if (!value.empty())
        object.append(std::string(key), value);
}

void putFlag(ValueObject &object, std::string_view key, bool value, bool standard)
{
    if (value != standard)
        object.append(std::string(key), value);
}

void putTexts(ValueObject &object, std::string_view key, const std::vector<std::string> &values)
{
    if (!values.empty())
        object.append(std::string(key), ValueList(values.begin(), values.end()));
}

void putObject(ValueObject &object, std::string_view key, const ValueObject &value)
{
    if (!value.empty())
        object.append(std::string(key), value);
}

void putExtra(ValueObject &object, const ValueObject &extra)
{
    for (const auto &[key, value] : extra) {
        if (!object.contains(key))
            object.append(key, value);
    }
}

std::string fileText(const ValueObject &object)
{
    return json::write(Value(object), json::Layout::Indented) + '\n';
}

} // namespace syncline
