#include "core/record/RecordCheck.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/record/ModelTable.h"
#include "core/record/RecordReader.h"
#include "core/record/ValueCheck.h"

#include <algorithm>
#include <memory>

namespace syncline {

namespace {

/** Looks at one record after the other. */
class RecordChecker
{
public:
    explicit RecordChecker(const ModelDef &model)
        : m_model(model)
    {
        m_found.model = model.name;
        for (const FieldDef &field : model.fields) {
            if (!field.isStored())
                continue;
            m_fields.push_back({&field, std::make_unique<ValueCheck>(field)});
        }
    }

    void check(const RecordRow &row)
    {
        ++m_found.records;
        bool fails = false;
        for (const auto &[field, check] : m_fields)
            fails = checkField(row, *field, *check) || fails;
        m_found.failing += fails ? 1 : 0;
    }

    void note(const FieldDef &field, std::string_view rule, RecordId record, std::string message)
    {
        auto failure = std::ranges::find_if(m_found.failures, [&](const RecordCheck::Failure &one) {
            return one.field == field.name && one.rule == rule;
        });
        if (failure == m_found.failures.end()) {
            m_found.failures.push_back(
                {.field = field.name, .rule = std::string(rule), .count = 0, .examples = {}});
            failure = m_found.failures.end() - 1;
        }
        ++failure->count;
        if (failure->examples.size() < RecordCheck::maxExamples)
            failure->examples.push_back({.record = record, .message = std::move(message)});
    }

    RecordCheck take() { return std::move(m_found); }

private:
    bool checkField(const RecordRow &row, const FieldDef &field, const ValueCheck &check)
    {
        const Value &value = row.fields.at(field.name);
        // The field of a source's version means nothing for a record that no source knows.
        if (value.isNull() && row.remoteId.empty() && field.name == m_model.source.cacheField)
            return false;
        BrokenRules broken;
        check.check(value, broken);
        for (BrokenRule &rule : broken)
            note(field, rule.rule, row.id, std::move(rule.message));
        return !broken.empty();
    }

    const ModelDef &m_model;
    std::vector<std::pair<const FieldDef *, std::unique_ptr<ValueCheck>>> m_fields;
    RecordCheck m_found;
};

/** Every record whose value another one has as well. */
Result<void> checkUnique(Database &database, const ModelTable &table, const FieldColumn &column,
                         RecordChecker &checker)
{
    const std::string quoted = quoteName(column.name);
    const FieldColumn *scope = table.scopeOf(column);
    const std::string within = scope != nullptr ? ", " + quoteName(scope->name) : std::string();
    const std::string set =
        quoted + " IS NOT NULL" +
        (scope != nullptr ? " AND " + quoteName(scope->name) + " IS NOT NULL" : std::string());
    SYNCLINE_TRY(auto rows, database.prepare("SELECT min(id), count(*), min(" + quoted + ") FROM " +
                                             table.name() + " WHERE " + set + " GROUP BY " +
                                             ModelTable::comparedAs(column) + within +
                                             ", _locale HAVING count(*) > 1"));
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            return {};
        const std::string message =
            "is not unique: " + text::displayLine(json::write(readColumn(rows, 2, column)), 60) +
            " stands in " + std::to_string(rows.integer(1)) + " records";
        checker.note(*column.field, "unique", RecordId{rows.integer(0)}, message);
    }
}

} // namespace

Result<RecordCheck> checkRecords(Database &database, const ModelDef &model, std::stop_token stop)
{
    RecordChecker checker(model);
    SYNCLINE_CHECK(RecordReader(database, model).each({}, [&](const RecordRow &row) {
        checker.check(row);
        return !stop.stop_requested();
    }));
    if (stop.stop_requested())
        return Error(errc::cancelled, "Looking at the records of %1 was cancelled.", {model.name});
    const ModelTable table(model);
    for (const FieldColumn &column : table.columns()) {
        if (column.field->unique)
            SYNCLINE_CHECK(checkUnique(database, table, column, checker));
    }
    RecordCheck found = checker.take();
    found.scripts = model.validations;
    for (const FieldDef &field : model.fields)
        found.scripts.insert(found.scripts.end(), field.validations.begin(),
                             field.validations.end());
    return found;
}

} // namespace syncline
