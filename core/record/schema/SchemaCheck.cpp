#include "core/record/schema/SchemaCheck.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/record/ModelCodec.h"
#include "core/record/ValueCheck.h"
#include "core/record/schema/SchemaSql.h"

namespace syncline {

namespace {

using StepKind = SchemaStep::Kind;
constexpr std::size_t maxExamples = 5;

/** The definition without what says nothing about values that are stored. */
std::string demandsOf(const FieldDef &field)
{
    FieldDef rest = field;
    rest.name.clear();
    rest.comment.clear();
    rest.filterable = rest.searchable = rest.unique = false;
    rest.rules.uniqueWithin.clear();
    rest.rules.uniqueIgnoresCase = false;
    rest.defaultValue = {};
    rest.owner.clear();
    rest.from.clear();
    rest.validations.clear();
    rest.extra = {};
    rest.relatedModel.clear();
    rest.transitions.clear();
    rest.decimals = -1;
    for (EnumOption &option : rest.options)
        option = {.value = option.value, .label = {}, .color = {}};
    return json::write(fieldToValue(rest));
}

class FaultFinder
{
public:
    FaultFinder(Database &database, const SchemaChange &change)
        : m_database(database),
          m_change(change),
          m_field(*change.fieldAfter),
          m_check(m_field)
    {
    }

    /** Every record, because none has a value yet. */
    Result<SchemaFaults> ofNewField()
    {
        if (m_field.required)
            SYNCLINE_CHECK(countMissing("1"));
        return std::move(m_found);
    }
    Result<SchemaFaults> ofStoredValues()
    {
        if (m_field.required) {
            SYNCLINE_CHECK(
                countMissing(quoteName(fieldColumn(*m_change.fieldBefore).name) + " IS NULL"));
        }
        if (m_field.isSecret()) // nobody can look into it
            return std::move(m_found);
        SYNCLINE_CHECK(eachConverted(m_database, m_change,
                                     [this](RecordId id, const Value &value) { look(id, value); }));
        return std::move(m_found);
    }

private:
    void look(RecordId id, const Value &value)
    {
        BrokenRules broken;
        m_check.check(value, broken);
        if (broken.empty())
            return;
        ++m_found.failing;
        note(id, broken.front().message);
    }
    void note(RecordId id, std::string_view message)
    {
        if (m_found.examples.size() < maxExamples)
            m_found.examples.push_back("record " + toText(id) + ": " + m_field.name + " " +
                                       std::string(message));
    }
    Result<void> countMissing(const std::string &missing)
    {
        const ModelDef &model = *m_change.after;
        // The field of a source's version means nothing for a record that no source knows.
        const std::string where =
            missing +
            (m_field.name == model.source.cacheField ? " AND _remote_id IS NOT NULL" : "");
        const std::string from = " FROM " + quoteName(model.storageKey) + " WHERE " + where;
        {
            SYNCLINE_TRY(auto count, m_database.prepare("SELECT count(*)" + from));
            SYNCLINE_CHECK(count.step());
            m_found.failing += count.integer(0);
        }
        SYNCLINE_TRY(auto rows, m_database.prepare("SELECT id" + from + " ORDER BY id LIMIT " +
                                                   std::to_string(maxExamples)));
        for (;;) {
            SYNCLINE_TRY(const bool more, rows.step());
            if (!more)
                return {};
            note(RecordId{rows.integer(0)}, "is required");
        }
    }

    Database &m_database;
    const SchemaChange &m_change;
    const FieldDef &m_field;
    ValueCheck m_check;
    SchemaFaults m_found;
};

} // namespace

Result<SchemaFaults> findFaults(Database &database, const SchemaChange &change)
{
    if (change.fieldAfter == nullptr)
        return SchemaFaults{};
    if (change.kind == StepKind::AddField)
        return FaultFinder(database, change).ofNewField();
    const bool retyped =
        change.fieldBefore != nullptr && (change.fieldBefore->type != change.fieldAfter->type ||
                                          change.fieldBefore->list != change.fieldAfter->list);
    // A field of another type has one look, at its values as they will be.
    const bool looks = change.kind == StepKind::RetypeField ||
                       (change.kind == StepKind::ChangeRules && !retyped &&
                        demandsOf(*change.fieldBefore) != demandsOf(*change.fieldAfter));
    if (!looks)
        return SchemaFaults{};
    return FaultFinder(database, change).ofStoredValues();
}

} // namespace syncline
