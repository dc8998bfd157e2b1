#include "core/record/bulk/CellReader.h"

#include "core/base/Json.h"
#include "core/base/JsonTape.h"
#include "core/base/JsonWriter.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/model/TextChecks.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace syncline {

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr double largestExact = 9007199254740992.0; // 2^53

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

std::string_view decimal(std::int64_t number, TextArena &arena)
{
    char digits
        [24]; // NOLINT(cppcoreguidelines-avoid-c-arrays,cppcoreguidelines-pro-type-member-init)
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    return arena.keep({std::begin(digits), end});
}

std::optional<std::string_view> wholeNumber(double number, TextArena &arena)
{
    if (std::trunc(number) != number || std::abs(number) > largestExact)
        return std::nullopt;
    return decimal(static_cast<std::int64_t>(number), arena);
}

std::optional<std::string_view> rawId(element node, TextArena &arena)
{
    simdjson::dom::object object;
    element inner;
    if (node.get(object) == simdjson::SUCCESS)
        return object.at_key("id").get(inner) == simdjson::SUCCESS ? canonicalId(inner, arena)
                                                                   : std::nullopt;
    return canonicalId(node, arena);
}

std::optional<std::string_view> rawId(const Value &value, TextArena &arena)
{
    return canonicalId(value.isObject() ? value["id"] : value, arena);
}

template <typename Node>
Cell referenceCell(const IngestField &field, const Node &node, TextArena &arena,
                   std::string &problem)
{
    const auto id = rawId(node, arena);
    if (id)
        return Cell::text(*id);
    addProblem(problem, field.column->field->name,
               "must be the id of a " + field.column->field->relatedModel +
                   " (text, a whole number, or an object with an id)");
    return Cell::null();
}

std::string_view memberText(element node, std::string_view name)
{
    simdjson::dom::object object;
    std::string_view text;
    if (node.get(object) == simdjson::SUCCESS && object.at_key(name).get(text) == simdjson::SUCCESS)
        return text;
    return {};
}

std::string_view memberText(const Value &value, std::string_view name)
{
    const Value &member = value[name];
    return member.isString() ? std::string_view(member.asString()) : std::string_view();
}

/** "m_post:5" of `{__typename, id}`, whose id is the remote's. */
template <typename Node>
Cell unionCell(const IngestField &field, const Node &node, TextArena &arena, std::string &problem)
{
    const FieldDef &def = *field.column->field;
    const std::string_view name = memberText(node, "__typename");
    const UnionMember *member = def.findMember(name);
    if (member == nullptr) {
        addProblem(problem, def.name,
                   name.empty()
                       ? "must say by a \"__typename\" of which model it is: " + memberNames(def)
                       : "takes a record of " + memberNames(def) + ", but not one of \"" +
                             text::displayLine(name, 60) + "\"");
        return Cell::null();
    }
    const auto id = rawId(node, arena);
    if (!id) {
        addProblem(problem, def.name,
                   "needs the id of the " + member->model + ", a text or a whole number");
        return Cell::null();
    }
    return Cell::text(arena.keep(unionPrefix(member->key) + std::string(*id)));
}

template <typename List, typename Node>
Cell referenceListCell(const IngestField &field, const List &list, TextArena &arena,
                       std::string &problem)
{
    std::string text;
    json::Writer writer(text);
    writer.beginList();
    for (const Node &item : list) {
        if (isNull(item))
            continue;
        const auto id = rawId(item, arena);
        if (!id) {
            addProblem(problem, field.column->field->name,
                       "must be a list of ids of " + field.column->field->relatedModel);
            return Cell::null();
        }
        writer.string(*id);
    }
    writer.endList();
    return Cell::text(arena.keep(text));
}

/** Text in it that is no UTF-8 (only sources that are not JSON can bring it). */
bool hasBrokenText(const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::String:
        return !text::isUtf8(value.asString());
    case Value::Kind::List:
        return std::ranges::any_of(value.asList(), hasBrokenText);
    case Value::Kind::Object:
        return std::ranges::any_of(value.asObject(), [](const auto &member) {
            return !text::isUtf8(member.first) || hasBrokenText(member.second);
        });
    default:
        return false;
    }
}

Cell coercedCell(const IngestField &field, const Value &value, TextArena &arena,
                 std::string &problem)
{
    auto coerced = coerce(*field.column->field, value, Coercion::Lenient);
    if (!coerced) {
        addProblem(problem, field.column->field->name, coerced.error().message());
        return Cell::null();
    }
    return Cell::raw(toRaw(field.column->kind, *coerced), arena);
}

/** Whether an item of a list is stored as it stands. */
bool isPlainItem(const IngestField &field, element item)
{
    if (item.is_null())
        return true;
    switch (field.column->field->type) {
    case FieldType::Json:
        return true;
    case FieldType::String:
        return item.is_string();
    case FieldType::Enum: {
        std::string_view text;
        return item.get(text) == simdjson::SUCCESS && field.options.contains(text);
    }
    case FieldType::Boolean:
        return item.is_bool();
    case FieldType::Number:
        return item.is_int64() ||
               (item.type() == element_type::DOUBLE && !field.column->field->integer);
    default:
        return false;
    }
}

Cell jsonCell(element node, TextArena &arena)
{
    static thread_local std::string text; // its memory is used again for every document
    text.clear();
    json::Writer writer(text);
    json::tape::write(writer, node);
    return Cell::text(arena.keep(text));
}

/** The common cases, without a Value; false: coerce() has to look. */
bool fastList(const IngestField &field, element node, TextArena &arena, Cell &cell)
{
    simdjson::dom::array list;
    if (node.get(list) != simdjson::SUCCESS)
        return false;
    for (const element item : list) {
        if (!isPlainItem(field, item))
            return false;
    }
    cell = jsonCell(node, arena);
    return true;
}

bool fastNumber(const IngestField &field, element node, Cell &cell)
{
    if (node.is_int64()) {
        cell = Cell::integer(node.get_int64().value_unsafe());
        return true;
    }
    if (node.type() != element_type::DOUBLE || field.column->field->integer)
        return false;
    cell = Cell::real(node.get_double().value_unsafe());
    return true;
}

bool fastCell(const IngestField &field, element node, TextArena &arena, Cell &cell)
{
    if (field.column->field->list)
        return fastList(field, node, arena, cell);
    std::string_view text;
    const bool isText = node.get(text) == simdjson::SUCCESS;
    switch (field.column->field->type) {
    case FieldType::Json:
        cell = jsonCell(node, arena);
        return true;
    case FieldType::String:
        if (isText)
            cell = Cell::text(text);
        return isText;
    case FieldType::Enum:
        if (isText && field.options.contains(text))
            cell = Cell::text(text);
        else
            return false;
        return true;
    case FieldType::Email:
    case FieldType::Url: {
        const bool isEmailField = field.column->field->type == FieldType::Email;
        if (!isText || (!text.empty() && !(isEmailField ? isEmail(text) : isUrl(text))))
            return false;
        cell = Cell::text(text);
        return true;
    }
    case FieldType::Number:
        return fastNumber(field, node, cell);
    case FieldType::Boolean:
        if (!node.is_bool())
            return false;
        cell = Cell::integer(node.get_bool().value_unsafe() ? 1 : 0);
        return true;
    case FieldType::DateTime: {
        const auto time = isText ? iso::parseDateTime(text) : std::nullopt;
        if (time)
            cell = Cell::integer(time->ms);
        return time.has_value();
    }
    case FieldType::Date: {
        const auto date = isText ? iso::parseDate(text) : std::nullopt;
        if (date)
            cell = Cell::integer(date->days);
        return date.has_value();
    }
    default:
        return false;
    }
}

} // namespace

void addProblem(std::string &problem, std::string_view field, std::string_view message)
{
    if (!problem.empty())
        problem += ", ";
    problem += field;
    problem += ' ';
    problem += message;
}

void checkCell(const IngestField &field, const Cell &cell, std::string &problem)
{
    const bool blank = cell.kind() == Cell::Kind::Text && cell.asText().empty() &&
                       field.column->field->type != FieldType::String;
    if (cell.isEmpty() || blank) // a source's "" for an address or a color says "none"
        return;
    BrokenRules broken;
    if (cell.kind() == Cell::Kind::Text && field.column->kind == ColumnKind::Text)
        field.rules->checkText(cell.asText(), broken);
    else
        field.rules->check(fromRaw(*field.column, cell.toValue()), broken);
    for (const BrokenRule &rule : broken)
        addProblem(problem, field.column->field->name, rule.message);
}

std::optional<std::string_view> canonicalId(element node, TextArena &arena)
{
    switch (node.type()) {
    case element_type::STRING: {
        const std::string_view text = node.get_string().value_unsafe();
        return isBlank(text) ? std::nullopt : std::optional(text);
    }
    case element_type::INT64:
        return decimal(node.get_int64().value_unsafe(), arena);
    case element_type::DOUBLE:
        return wholeNumber(node.get_double().value_unsafe(), arena);
    default:
        return std::nullopt;
    }
}

std::optional<std::string_view> canonicalId(const Value &value, TextArena &arena)
{
    if (value.isString())
        return isBlank(value.asString()) ? std::nullopt
                                         : std::optional(std::string_view(value.asString()));
    if (value.isInt())
        return decimal(value.asInt(), arena);
    return value.isDouble() ? wholeNumber(value.asDouble(), arena) : std::nullopt;
}

Cell readCell(const IngestField &field, element node, TextArena &arena, std::string &problem)
{
    if (node.is_null())
        return Cell::null();
    if (field.column->field->type == FieldType::Union)
        return unionCell(field, node, arena, problem);
    if (field.column->field->type == FieldType::BelongsTo) {
        simdjson::dom::array list;
        if (!field.column->field->list)
            return referenceCell(field, node, arena, problem);
        if (node.get(list) == simdjson::SUCCESS)
            return referenceListCell<simdjson::dom::array, element>(field, list, arena, problem);
        addProblem(problem, field.column->field->name, "must be a list");
        return Cell::null();
    }
    Cell cell;
    if (fastCell(field, node, arena, cell))
        return cell;
    return coercedCell(field, json::tape::toValue(node), arena, problem);
}

Cell readCell(const IngestField &field, const Value &value, TextArena &arena, std::string &problem)
{
    if (value.isNull())
        return Cell::null();
    if (hasBrokenText(value)) {
        addProblem(problem, field.column->field->name, "holds text that is not UTF-8");
        return Cell::null();
    }
    if (field.column->field->type == FieldType::Union)
        return unionCell(field, value, arena, problem);
    if (field.column->field->type == FieldType::BelongsTo) {
        if (!field.column->field->list)
            return referenceCell(field, value, arena, problem);
        if (value.isList())
            return referenceListCell<ValueList, Value>(field, value.asList(), arena, problem);
        addProblem(problem, field.column->field->name, "must be a list");
        return Cell::null();
    }
    return coercedCell(field, value, arena, problem);
}

} // namespace syncline
