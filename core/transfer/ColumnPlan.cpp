#include "core/transfer/ColumnPlan.h"

#include "core/base/TextSafe.h"
#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>
#include <cctype>

namespace syncline {

namespace {

/** Letters and digits in lower case; what is no ASCII stays. */
std::string essence(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) != 0)
            out += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    }
    return out;
}

Error noField(const ModelDef &model, const std::string &name)
{
    return {errc::invalidInput,
            "Model %1 has no field \"%2\" to import into.",
            {model.name, text::displayLine(name, 80)}};
}

} // namespace

bool canBeKey(const FieldDef &field)
{
    return !field.list && !fieldTypeInfo(field.type).filterOps.empty() &&
           field.type != FieldType::BelongsTo && field.type != FieldType::Json &&
           field.type != FieldType::Object && field.type != FieldType::Union && field.isStored();
}

bool namesMatch(std::string_view column, std::string_view field)
{
    const std::string a = essence(column);
    return !a.empty() && a == essence(field);
}

Result<ColumnPlan> ColumnPlan::create(ModelPtr model, const ImportMap &map, const FindModel &models)
{
    ColumnPlan plan(std::move(model), map);
    SYNCLINE_CHECK(plan.checkKey());
    std::set<std::string> filled;
    for (const ColumnMap &column : map.columns) {
        if (column.field.empty())
            continue;
        SYNCLINE_TRY(PlannedColumn planned, plan.plan(column, models));
        if (!filled.insert(planned.field.name).second) {
            return Error(errc::invalidInput, "Two columns fill the field %1: \"%2\" is the second.",
                         {planned.field.name, text::displayLine(column.column, 80)});
        }
        plan.m_given.emplace_back(column.column, std::move(planned));
    }
    return plan;
}

Result<void> ColumnPlan::checkKey() const
{
    const std::string &on = m_map.on;
    if (on.empty()) {
        if (m_map.mode == ImportMode::Update) {
            return Error(errc::invalidInput,
                         "To update records, an import needs the field by which "
                         "a row finds its record: \"on\".");
        }
        return {};
    }
    if (on == "id" || on == "remoteId")
        return {};
    const FieldDef *field = m_model->findField(on);
    if (field == nullptr)
        return noField(*m_model, on);
    if (!canBeKey(*field)) {
        return Error(errc::invalidInput,
                     "Records of %1 cannot be found by %2: it is a field of the type %3%4.",
                     {m_model->name, on, std::string(fieldTypeName(field->type)),
                      field->list ? ", a list" : ""});
    }
    return {};
}

Result<PlannedColumn> ColumnPlan::plan(const ColumnMap &column, const FindModel &models) const
{
    PlannedColumn planned;
    planned.match = column.match == "id" ? std::string() : column.match;
    if (const FieldDef *field = m_model->findField(column.field)) {
        if (field->type == FieldType::Computed) {
            return Error(errc::invalidInput,
                         "The field %1 of %2 cannot be imported: it is computed.",
                         {field->name, m_model->name});
        }
        if (!field->isStored()) {
            return Error(errc::invalidInput,
                         "The field %1 of %2 cannot be imported: it lists the records that refer "
                         "to this one. Import those with their reference instead.",
                         {field->name, m_model->name});
        }
        planned.field = *field;
    } else if (auto system = systemFieldDef(column.field)) {
        planned.field = std::move(*system);
        planned.isSystem = true;
    } else {
        return noField(*m_model, column.field);
    }
    SYNCLINE_CHECK(planMatch(planned, models));
    return planned;
}

Result<void> ColumnPlan::planMatch(PlannedColumn &planned, const FindModel &models) const
{
    if (planned.match.empty())
        return {};
    if (planned.field.type != FieldType::BelongsTo || planned.field.list) {
        return Error(errc::invalidInput,
                     "The field %1 of %2 refers to no single record, so \"match\" means nothing "
                     "for it.",
                     {planned.field.name, m_model->name});
    }
    if (planned.match == "remoteId")
        return {};
    planned.related = models(planned.field.relatedModel);
    const FieldDef *field = planned.related ? planned.related->findField(planned.match) : nullptr;
    if (field == nullptr || !canBeKey(*field)) {
        return Error(errc::invalidInput,
                     "Records of %1 cannot be found by \"%2\"; use id, remoteId or one of its "
                     "plain fields.",
                     {planned.field.relatedModel, text::displayLine(planned.match, 80)});
    }
    return {};
}

std::optional<PlannedColumn> ColumnPlan::guess(const std::string &name) const
{
    if (name == rowColumn || name == errorColumn)
        return std::nullopt; // what the file of failed rows has in front
    // The system's own fields are set by the system, unless records are found by them.
    for (const std::string_view system : {"id", "remoteId"}) {
        if (m_map.on == system && namesMatch(name, system)) {
            PlannedColumn planned;
            planned.field = *systemFieldDef(system);
            planned.isSystem = true;
            return planned;
        }
    }
    for (const bool byExactName : {true, false}) {
        for (const FieldDef &field : m_model->fields) {
            const bool isReference = field.type == FieldType::BelongsTo;
            const bool fits = byExactName
                                  ? name == field.name
                                  : namesMatch(name, field.name) ||
                                        (isReference && namesMatch(name, field.name + "Id"));
            if (fits && field.isStored() && !m_taken.contains(field.name)) {
                PlannedColumn planned;
                planned.field = field;
                return planned;
            }
        }
    }
    return std::nullopt;
}

void ColumnPlan::addColumn(const std::string &name)
{
    std::optional<PlannedColumn> planned;
    if (m_map.columns.empty()) {
        planned = guess(name);
    } else {
        const auto given = std::ranges::find(
            m_given, name, [](const auto &pair) -> const std::string & { return pair.first; });
        if (given != m_given.end())
            planned = given->second;
    }
    if (planned && !m_taken.insert(planned->field.name).second)
        planned.reset();
    if (planned) {
        m_hasSystem = m_hasSystem || planned->isSystem;
        if (planned->field.name == m_map.on)
            m_key = m_planned.size();
    }
    m_planned.push_back(std::move(planned));
}

ColumnMap ColumnPlan::mapOf(std::size_t column, const std::string &name) const
{
    const PlannedColumn *planned = at(column);
    if (planned == nullptr)
        return {.column = name, .field = {}, .match = {}};
    return {.column = name, .field = planned->field.name, .match = planned->match};
}

std::optional<Error> ColumnPlan::lack() const
{
    if (m_taken.empty()) {
        return Error(errc::invalidInput,
                     "None of the columns fills a field of %1; say which column is which field.",
                     {m_model->name});
    }
    if (!m_map.on.empty() && !m_key) {
        return Error(errc::invalidInput,
                     "No column fills %1, by which a row is to find its record.", {m_map.on});
    }
    return std::nullopt;
}

} // namespace syncline
