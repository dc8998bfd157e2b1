#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"
#include "core/transfer/TransferTypes.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

using ModelPtr = std::shared_ptr<const ModelDef>;
/** The model of that name; null: none. */
using FindModel = std::function<ModelPtr(std::string_view)>;

/** What a column of a file fills. */
struct PlannedColumn
{
    FieldDef field; ///< System fields described like any other.
    bool isSystem = false;
    std::string match; ///< Empty: the value itself; else how the related record is found.
    ModelPtr related;  ///< Of `match`.
};

/**
 * Which column fills which field: a map made definite for one model. Columns that come up later (a
 * key of JSON that the first rows did not have) are asked for as they come.
 */
class ColumnPlan
{
public:
    /** Errors SYNC_INVALID_INPUT: fields that are not there or cannot be filled, a field filled
     * twice, a bad `on`. */
    static Result<ColumnPlan> create(ModelPtr model, const ImportMap &map, const FindModel &models);

    /** What the next column, called @p name, fills; columns are added in their order. */
    void addColumn(const std::string &name);
    [[nodiscard]] std::size_t size() const { return m_planned.size(); }
    /** nullptr: the column is left out. */
    [[nodiscard]] const PlannedColumn *at(std::size_t column) const
    {
        return m_planned[column] ? &*m_planned[column] : nullptr;
    }
    /** As a map has it. */
    [[nodiscard]] ColumnMap mapOf(std::size_t column, const std::string &name) const;
    /** The column that fills `on`; nullopt: none so far. */
    [[nodiscard]] std::optional<std::size_t> keyColumn() const { return m_key; }
    [[nodiscard]] const ModelDef &model() const { return *m_model; }
    [[nodiscard]] bool hasSystemFields() const { return m_hasSystem; }
    /** Why rows cannot be tried with the columns that there are: no column fills `on`, or none
     * fills anything. */
    [[nodiscard]] std::optional<Error> lack() const;

private:
    ColumnPlan(ModelPtr model, const ImportMap &map)
        : m_model(std::move(model)),
          m_map(map)
    {
    }
    Result<PlannedColumn> plan(const ColumnMap &column, const FindModel &models) const;
    Result<void> planMatch(PlannedColumn &planned, const FindModel &models) const;
    Result<void> checkKey() const;
    [[nodiscard]] std::optional<PlannedColumn> guess(const std::string &name) const;

    ModelPtr m_model;
    ImportMap m_map;
    std::vector<std::pair<std::string, PlannedColumn>> m_given; ///< By column name.
    std::vector<std::optional<PlannedColumn>> m_planned;
    std::set<std::string> m_taken;
    std::optional<std::size_t> m_key;
    bool m_hasSystem = false;
};

/** What the file of an import's failed rows has in front; never guessed to be a field. */
inline constexpr std::string_view rowColumn = "_row";
inline constexpr std::string_view errorColumn = "_error";

/** Whether a record can be found by what a cell says of @p field. */
bool canBeKey(const FieldDef &field);

/** Whether column and field name are the same but for case, spaces, "_", "-" and other signs. */
bool namesMatch(std::string_view column, std::string_view field);

} // namespace syncline
