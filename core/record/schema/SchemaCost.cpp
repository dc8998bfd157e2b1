#include "core/record/schema/SchemaCost.h"

#include "core/store/Store.h"

#include <cmath>

namespace syncline {

namespace {

using StepKind = SchemaStep::Kind;
constexpr std::string_view costsKey = "schema_costs";
constexpr double scanNs = 150;
constexpr double commitNs = 10e6; ///< Syncing the log, whatever is in it.

double positiveOr(const Value &value, double other)
{
    return value.isNumber() && value.asDouble() > 0 ? value.asDouble() : other;
}

} // namespace

Result<SchemaCost> SchemaCost::known(Database &database)
{
    SYNCLINE_TRY(const Value stored, Store::getMeta(database, costsKey));
    SchemaCost cost;
    cost.rewriteNs = positiveOr(stored["rewriteNs"], cost.rewriteNs);
    cost.convertNs = positiveOr(stored["convertNs"], cost.convertNs);
    cost.indexNs = positiveOr(stored["indexNs"], cost.indexNs);
    cost.backupNsByte = positiveOr(stored["backupNsByte"], cost.backupNsByte);
    return cost;
}

void SchemaCost::learn(double &cost, std::chrono::nanoseconds took, std::int64_t units,
                       std::int64_t enough)
{
    if (units < enough)
        return;
    const double measured = static_cast<double>(took.count()) / static_cast<double>(units);
    cost = (cost + measured) / 2;
}

Result<void> SchemaCost::save(Database &writer) const
{
    return Store::setMeta(writer, costsKey,
                          ValueObject{{"rewriteNs", rewriteNs},
                                      {"convertNs", convertNs},
                                      {"indexNs", indexNs},
                                      {"backupNsByte", backupNsByte}});
}

Result<double> SchemaEstimate::rowsOf(const ModelDef &model)
{
    if (const auto known = m_rows.find(model.storageKey); known != m_rows.end())
        return known->second;
    SYNCLINE_TRY(auto count,
                 m_database.prepare("SELECT count(*) FROM " + quoteName(model.storageKey)));
    SYNCLINE_CHECK(count.step());
    const auto rows = static_cast<double>(count.integer(0));
    m_rows.emplace(model.storageKey, rows);
    return rows;
}

Result<void> SchemaEstimate::add(const SchemaChange &change, std::int64_t touched,
                                 std::int64_t returned)
{
    m_ns += m_cost.convertNs * static_cast<double>(returned);
    switch (change.kind) {
    case StepKind::RemoveModel:
        m_ns += scanNs * static_cast<double>(touched);
        return {};
    case StepKind::AddField: {
        SYNCLINE_TRY(const double rows, rowsOf(*change.before));
        m_ns += scanNs * rows;
        return {};
    }
    case StepKind::RemoveField: {
        SYNCLINE_TRY(const double rows, rowsOf(*change.before));
        m_ns += m_cost.rewriteNs * rows;
        return {};
    }
    case StepKind::RetypeField: {
        if (!changesColumn(*change.fieldBefore, *change.fieldAfter))
            return {};
        SYNCLINE_TRY(const double rows, rowsOf(*change.before));
        m_ns += m_cost.convertNs * static_cast<double>(touched) + m_cost.rewriteNs * rows;
        return {};
    }
    case StepKind::ChangeIndex: {
        if (change.create.empty())
            return {};
        SYNCLINE_TRY(const double rows, rowsOf(*change.before));
        m_ns += m_cost.indexNs * rows * static_cast<double>(change.create.size());
        return {};
    }
    case StepKind::CreateModel:
    case StepKind::RenameModel:
    case StepKind::RenameField:
    case StepKind::ChangeRules:
        return {};
    }
    return {};
}

void SchemaEstimate::addBackup(std::int64_t bytes)
{
    m_ns += m_cost.backupNsByte * static_cast<double>(bytes);
}

std::int64_t SchemaEstimate::milliseconds() const
{
    return static_cast<std::int64_t>(std::ceil((m_ns + commitNs) / 1e6));
}

} // namespace syncline
