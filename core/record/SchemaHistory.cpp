#include "core/record/SchemaHistory.h"

#include "core/record/ModelCodec.h"
#include "core/store/Store.h"

namespace syncline {

namespace {

constexpr std::string_view changesKey = "schema_changes";
constexpr std::string_view journalKey = "schema_journal";

Value toValue(const PastChange &change)
{
    ValueList before;
    for (const ModelDef &model : change.before)
        before.push_back(modelToValue(model));
    return ValueObject{{"id", change.id},
                       {"time", change.time.ms},
                       {"summary", change.summary},
                       {"backup", change.backup},
                       {"before", std::move(before)},
                       {"made", ValueList(change.made.begin(), change.made.end())}};
}

PastChange fromValue(const Value &value)
{
    PastChange change;
    change.id = value["id"].stringOr();
    change.time = DateTime{value["time"].intOr()};
    change.summary = value["summary"].stringOr();
    change.backup = value["backup"].stringOr();
    if (value["before"].isList()) {
        for (const Value &model : value["before"].asList())
            change.before.push_back(modelFromValue(model));
    }
    if (value["made"].isList()) {
        for (const Value &key : value["made"].asList())
            change.made.push_back(key.stringOr());
    }
    return change;
}

} // namespace

Result<std::vector<PastChange>> schemaHistory(Database &database)
{
    SYNCLINE_TRY(const Value stored, Store::getMeta(database, changesKey));
    std::vector<PastChange> changes;
    if (stored.isList()) {
        for (const Value &change : stored.asList())
            changes.push_back(fromValue(change));
    }
    return changes;
}

Result<void> saveSchemaHistory(Database &writer, const std::vector<PastChange> &changes)
{
    ValueList kept;
    for (const PastChange &change : changes) {
        if (kept.size() < maxPastChanges)
            kept.push_back(toValue(change));
    }
    return Store::setMeta(writer, changesKey, kept);
}

Result<std::string> committedJournal(Database &database)
{
    SYNCLINE_TRY(const Value journal, Store::getMeta(database, journalKey));
    return journal.stringOr();
}

Result<void> noteJournal(Database &writer, std::string_view journal)
{
    return Store::setMeta(writer, journalKey, Value(journal));
}

} // namespace syncline
