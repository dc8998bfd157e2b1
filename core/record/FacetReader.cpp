#include "core/record/FacetReader.h"

#include "core/base/Json.h"
#include "core/base/Time.h"
#include "core/record/CompareSql.h"
#include "core/record/ComputedSql.h"
#include "core/record/ModelTable.h"
#include "core/record/PageReader.h"
#include "core/record/RecordReader.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace syncline {

namespace {

/** What is counted, and how a value of it is read. */
struct Counted
{
    std::string sql;
    bool list = false;
    const FieldDef *field = nullptr; ///< nullptr: a system field.
    std::function<Value(const Statement &, int)> read;
};

Error noFacets(const ModelDef &model, std::string_view field, std::string_view why)
{
    return compileError("The values of %1 of %2 cannot be counted: %3.",
                        {std::string(field), model.name, std::string(why)});
}

/** An item of a list as json_each() gives it. */
Value readItem(const FieldDef &field, const Statement &row, int index)
{
    if (row.isNull(index))
        return {};
    Value value = row.value(index);
    if (field.type == FieldType::Boolean && value.isInt())
        return Value(value.asInt() != 0);
    FieldDef item = field;
    item.list = false;
    const Result<Value> typed = coerce(item, value, Coercion::Lenient);
    return typed ? *typed : value;
}

std::string_view refusal(const FieldDef &field)
{
    if (field.isSecret())
        return "nobody but its own record may see its value";
    switch (field.type) {
    case FieldType::HasOne:
    case FieldType::HasMany:
    case FieldType::HasManyThrough:
    case FieldType::Union:
        return "it leads to other records";
    case FieldType::RichText:
    case FieldType::Json:
    case FieldType::Object:
    case FieldType::File:
    case FieldType::Vector:
        return "hardly two records have the same";
    default:
        return {};
    }
}

Result<Counted> counted(const ModelTable &table, std::string_view name)
{
    const ModelDef &model = table.model();
    if (const std::string_view system = systemColumn(name); !system.empty()) {
        const bool isTime = name == "createdAt" || name == "updatedAt";
        return Counted{.sql = std::string(system),
                       .read = [isTime](const Statement &row, int index) {
                           return isTime ? Value(DateTime{row.integer(index)}) : row.value(index);
                       }};
    }
    if (const FieldColumn *computed = table.findComputed(name)) {
        return Counted{.sql = comparedExpression(*computed, table.name()),
                       .field = computed->field,
                       .read = [type = computed->yields](const Statement &row, int index) {
                           return readComputed(row, index, type);
                       }};
    }
    const FieldDef *field = model.findField(name);
    const FieldColumn *column = table.find(name);
    if (field == nullptr && column != nullptr)
        field = column->field; // "vendorId"
    if (field == nullptr)
        return compileError("%1 has no field \"%2\".", {model.name, std::string(name)});
    if (const std::string_view why = refusal(*field); !why.empty())
        return noFacets(model, name, why);
    if (column == nullptr)
        return noFacets(model, name, "it has no column");
    const bool list = field->list || field->type == FieldType::RoleList;
    Counted made{.sql = quoteName(column->name), .list = list, .field = field, .read = {}};
    if (list)
        made.read = [field](const Statement &row, int index) {
            return readItem(*field, row, index);
        };
    else
        made.read = [column](const Statement &row, int index) {
            return readColumn(row, index, *column);
        };
    return made;
}

/** Value and number of records of each, the most frequent first, and the number of all. */
std::string countSql(const Counted &counted, const std::string &from)
{
    std::string groups;
    if (counted.list) {
        // Each item once a record; no item at all is nothing.
        groups =
            "SELECT v, count(*) AS n FROM (SELECT DISTINCT q.record, e.value AS v FROM (SELECT "
            "id AS record, coalesce(" +
            counted.sql + ", '[]') AS items" + from +
            ") AS q LEFT JOIN json_each(q.items) AS e) GROUP BY v";
    } else {
        groups =
            "SELECT v, count(*) AS n FROM (SELECT " + counted.sql + " AS v" + from + ") GROUP BY v";
    }
    return "WITH g AS MATERIALIZED (" + groups +
           ") SELECT v, n, (SELECT sum(n) FROM g) FROM g ORDER BY n DESC, v LIMIT ?";
}

/** The title of another record. */
Result<std::string> titleOf(Database &database, const ModelDef &model, std::int64_t id)
{
    const FieldDef *display = model.display();
    const ModelTable table(model);
    const FieldColumn *column = display != nullptr ? table.find(display->name) : nullptr;
    if (column == nullptr)
        return std::string();
    SYNCLINE_TRY(auto row, database.prepare("SELECT " + quoteName(column->name) + " FROM " +
                                            table.name() + " WHERE id = ?1"));
    row.bind(1, id);
    SYNCLINE_TRY(const bool found, row.step());
    if (!found)
        return std::string();
    const Value title = readColumn(row, 0, *column);
    return title.isNull() ? std::string() : valueText(title);
}

Result<std::string> labelOf(Database &database, const Counted &counted, const Value &value,
                            const FilterModels &models)
{
    if (value.isNull())
        return std::string();
    const FieldDef *field = counted.field;
    if (field != nullptr && field->type == FieldType::BelongsTo && !field->list) {
        const auto other = models ? models(field->relatedModel) : nullptr;
        std::string title;
        if (other) {
            SYNCLINE_TRY(title, titleOf(database, *other, idFromText(value.asString())));
        }
        return title.empty() ? "#" + value.asString() : title;
    }
    if (field != nullptr) {
        for (const EnumOption &option : field->options) {
            if (!option.label.empty() && value == Value(option.value))
                return option.label;
        }
    }
    return valueText(value);
}

} // namespace

std::string valueText(const Value &value)
{
    if (value.isString())
        return value.asString();
    if (value.isDate())
        return iso::format(value.asDate());
    if (value.isDateTime())
        return iso::format(value.asDateTime());
    return json::write(value);
}

Result<FacetCounts> readFacet(Database &database, const ModelDef &model, const RecordQuery &query,
                              std::string_view field, int atMost, const FilterModels &models)
{
    const ModelTable table(model);
    SYNCLINE_TRY(const Counted what, counted(table, field));
    SYNCLINE_TRY(const CompiledQuery compiled,
                 compileQuery(model, query.filter, {}, query.search, &database));
    const std::string from = " FROM " + table.name() + whereClause(compiled.where);
    FacetCounts facet;
    std::int64_t all = 0;
    {
        SYNCLINE_TRY(auto rows, database.prepare(countSql(what, from)));
        rows.bind(bindAll(rows, 1, compiled.parameters),
                  std::int64_t{std::clamp(atMost, 1, 10'000)});
        for (;;) {
            SYNCLINE_TRY(const bool more, rows.step());
            if (!more)
                break;
            const std::int64_t count = rows.integer(1);
            all = rows.integer(2);
            facet.others += count;
            facet.entries.push_back({.value = what.read(rows, 0), .label = {}, .count = count});
        }
    }
    facet.others = all - facet.others;
    for (ValueCount &entry : facet.entries) {
        SYNCLINE_TRY(entry.label, labelOf(database, what, entry.value, models));
    }
    return facet;
}

} // namespace syncline
