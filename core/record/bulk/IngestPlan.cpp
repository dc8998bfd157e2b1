#include "core/record/bulk/IngestPlan.h"

#include "core/base/JsonTape.h"
#include "core/base/JsonWriter.h"
#include "core/base/TextSafe.h"
#include "core/record/ModelCodec.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace syncline {

namespace {

using simdjson::dom::element;

constexpr std::uint64_t rulesMask = 0xFFFF;
constexpr std::string_view localeKey = "_locale";

/** What of a field decides how a document's value is stored. */
std::string rulesOf(const FieldDef &field)
{
    FieldDef rules = field;
    rules.name.clear();
    rules.comment.clear();
    rules.owner.clear();
    rules.validations.clear();
    rules.rules = {}; // what breaks them is refused, however it is stored
    rules.extra = {};
    rules.from = field.from.empty() ? field.name : field.from;
    return json::write(fieldToValue(rules));
}

bool saysWhere(const FieldDef &field, std::string_view connection)
{
    return !field.from.empty() || (!field.owner.empty() && field.owner == connection);
}

template <typename Number>
void append(std::string &buffer, Number number)
{
    char bytes
        [sizeof number]; // NOLINT(cppcoreguidelines-avoid-c-arrays,cppcoreguidelines-pro-type-member-init)
    std::memcpy(bytes, &number, sizeof number);
    buffer.append(bytes, sizeof number);
}

void appendCell(std::string &buffer, const Cell &cell)
{
    buffer += static_cast<char>(cell.kind());
    switch (cell.kind()) {
    case Cell::Kind::Int:
        return append(buffer, cell.asInt());
    case Cell::Kind::Real:
        return append(buffer, cell.asReal());
    case Cell::Kind::Text:
        append(buffer, static_cast<std::uint32_t>(cell.asText().size()));
        buffer.append(cell.asText());
        return;
    case Cell::Kind::Absent:
    case Cell::Kind::Null:
        return;
    }
}

std::string versionText(element node)
{
    std::string_view text;
    if (node.get(text) == simdjson::SUCCESS)
        return std::string(text);
    std::string written;
    json::Writer writer(written);
    json::tape::write(writer, node);
    return written;
}

std::string versionText(const Value &value)
{
    return value.isString() ? value.asString() : json::write(value);
}

/** The picked elements of a document, by target. */
struct ElementNodes
{
    const std::vector<element> &nodes;
    const std::vector<unsigned char> &present;
    [[nodiscard]] bool has(std::size_t target) const { return present[target] != 0; }
    [[nodiscard]] element at(std::size_t target) const { return nodes[target]; }
};

struct ValueNodes
{
    const std::vector<const Value *> &nodes;
    [[nodiscard]] bool has(std::size_t target) const { return nodes[target] != nullptr; }
    [[nodiscard]] const Value &at(std::size_t target) const { return *nodes[target]; }
};

} // namespace

IngestPlan::IngestPlan(const ModelTable &table, std::string_view connection,
                       std::string_view idPath, std::vector<std::string> locales)
    : m_locales(std::move(locales)),
      m_isLocalized(table.model().source.localized),
      m_model(table.model().name)
{
    addFields(table, connection);
    m_idTarget = m_fields.size();
    m_tree.add(idPath, m_idTarget);
    addVersion(table);
    addLocale(table);
    // Keys that fill no column are still known: fields of others, and lists of records that refer
    // to this one.
    for (const FieldDef &field : table.model().fields)
        m_tree.know(field.from.empty() ? field.name : field.from);
    m_elements.resize(m_tree.targetCount());
    m_values.resize(m_tree.targetCount());
    m_present.resize(m_tree.targetCount());
}

void IngestPlan::addFields(const ModelTable &table, std::string_view connection)
{
    const bool anySays = std::ranges::any_of(table.columns(), [&](const FieldColumn &column) {
        return saysWhere(*column.field, connection);
    });
    std::string rules;
    for (const FieldColumn &column : table.columns()) {
        const FieldDef &field = *column.field;
        if ((anySays && !saysWhere(field, connection)) || !field.isFilledBySources())
            continue;
        IngestField made{.column = &column, .options = {}, .rules = nullptr};
        if (RuleChecker::needed(field))
            made.rules = std::make_unique<const RuleChecker>(field);
        for (const EnumOption &option : field.options)
            made.options.insert(option.value);
        m_tree.add(field.from.empty() ? field.name : field.from, m_fields.size());
        m_fields.push_back(std::move(made));
        rules += rulesOf(field);
    }
    m_seed = XXH3_64bits(rules.data(), rules.size());
}

void IngestPlan::addVersion(const ModelTable &table)
{
    const std::string &cacheField = table.model().source.cacheField;
    if (cacheField.empty())
        return;
    const FieldDef *field = table.model().findField(cacheField);
    m_versionTarget = m_idTarget + 1;
    m_tree.add(field == nullptr || field->from.empty() ? cacheField : field->from, m_versionTarget);
    const bool ordered = field != nullptr && !field->list &&
                         (field->type == FieldType::Number || field->type == FieldType::Date ||
                          field->type == FieldType::DateTime);
    if (ordered)
        m_orderedVersion = field;
}

void IngestPlan::addLocale(const ModelTable &table)
{
    // A field of the user's own may take it; then it says nothing about the document.
    const bool isField = std::ranges::any_of(table.model().fields, [](const FieldDef &field) {
        return (field.from.empty() ? field.name : field.from) == localeKey;
    });
    if (isField && !m_isLocalized)
        return;
    m_localeTarget = m_idTarget + (m_versionTarget != none ? 2 : 1);
    m_tree.add(localeKey, m_localeTarget);
}

template <typename Nodes>
void IngestPlan::readLocale(const Nodes &nodes, TextArena &arena, IngestRow &row,
                            std::string &problem)
{
    row.locale = {};
    const bool isGiven =
        m_localeTarget != none && nodes.has(m_localeTarget) && !isNull(nodes.at(m_localeTarget));
    if (!isGiven) {
        if (m_isLocalized && !m_locales.empty())
            row.locale = m_locales.front();
        return;
    }
    if (!m_isLocalized) {
        addProblem(problem, localeKey,
                   "is given, but documents of " + m_model +
                       " are not localized: the connector says so by localized = true");
        return;
    }
    const std::string code = versionText(nodes.at(m_localeTarget));
    const auto known = std::ranges::find(m_locales, code);
    if (known != m_locales.end()) {
        row.locale = *known;
        return;
    }
    if (m_locales.empty() && !code.empty() && text::isUtf8(code)) {
        row.locale = arena.keep(code);
        return;
    }
    std::string codes;
    for (const std::string &one : m_locales)
        codes += (codes.empty() ? "" : ", ") + one;
    addProblem(problem, localeKey,
               "must be one of " + (codes.empty() ? "the locales" : codes) + ", but is \"" +
                   text::displayLine(code, 60) + "\"");
}

std::string IngestPlan::read(const json::Handle &document, TextArena &arena, IngestRow &row)
{
    if (const void *native = document.nativeElement()) {
        element node;
        std::memcpy(static_cast<void *>(&node), native, sizeof node);
        return readElement(node, arena, row);
    }
    return readValue(document.value() != nullptr ? *document.value() : Value::null, arena, row);
}

std::string IngestPlan::readElement(element document, TextArena &arena, IngestRow &row)
{
    if (!document.is_object())
        return "it is no object";
    std::ranges::fill(m_present, static_cast<unsigned char>(0));
    m_tree.extract(document, [this](std::size_t target, const element &node) {
        m_elements[target] = node;
        m_present[target] = 1;
    });
    return readNodes(ElementNodes{m_elements, m_present}, arena, row);
}

std::string IngestPlan::readValue(const Value &document, TextArena &arena, IngestRow &row)
{
    if (!document.isObject())
        return "it is no object";
    std::ranges::fill(m_values, nullptr);
    m_tree.extract(document,
                   [this](std::size_t target, const Value &value) { m_values[target] = &value; });
    return readNodes(ValueNodes{m_values}, arena, row);
}

template <typename Nodes>
std::string IngestPlan::readNodes(const Nodes &nodes, TextArena &arena, IngestRow &row)
{
    std::string problem;
    row.remoteId = {};
    if (nodes.has(m_idTarget)) {
        if (const auto id = canonicalId(nodes.at(m_idTarget), arena))
            row.remoteId = *id;
    }
    if (row.remoteId.empty())
        addProblem(problem, "id", "is missing or is neither text nor a whole number");
    else if (!text::isUtf8(row.remoteId))
        addProblem(problem, "id", "is not UTF-8");
    readLocale(nodes, arena, row, problem);

    row.cells.resize(m_fields.size());
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const FieldDef &field = *m_fields[i].column->field;
        if (nodes.has(i))
            row.cells[i] = readCell(m_fields[i], nodes.at(i), arena, problem);
        else
            row.cells[i] = field.defaultValue.isNull() ? Cell::null() : Cell();
        const bool missing = row.cells[i].isEmpty() && (row.cells[i].kind() == Cell::Kind::Null) &&
                             (!nodes.has(i) || isNull(nodes.at(i)));
        if (field.required && missing)
            addProblem(problem, field.name, "is required");
        if (m_fields[i].rules)
            checkCell(m_fields[i], row.cells[i], problem);
    }

    row.version = Cell::null();
    row.versionDigest = 0;
    if (hasVersion() && nodes.has(m_versionTarget) && !isNull(nodes.at(m_versionTarget))) {
        row.version = Cell::text(arena.keep(versionText(nodes.at(m_versionTarget))));
        row.versionDigest = versionDigestOf(row.version.asText());
    }
    if (problem.empty())
        digest(row);
    return problem;
}

std::uint64_t IngestPlan::versionDigestOf(std::string_view version)
{
    return version.empty() ? 0 : XXH3_64bits(version.data(), version.size()) | 1U;
}

void IngestPlan::digest(IngestRow &row)
{
    m_buffer.clear();
    append(m_buffer, static_cast<std::uint32_t>(row.remoteId.size()));
    m_buffer.append(row.remoteId);
    for (const Cell &cell : row.cells)
        appendCell(m_buffer, cell);
    const std::uint64_t hash = XXH3_64bits_withSeed(m_buffer.data(), m_buffer.size(), m_seed);
    row.digest = (hash & ~rulesMask) | (m_seed & rulesMask);
}

} // namespace syncline
