#pragma once

#include "core/store/Database.h"
#include "core/store/Store.h"

#include <string>
#include <vector>

namespace syncline {

/**
 * The overlay of one table in a scratch session: a TEMP table for the rows that are new or changed,
 * a TEMP table of the ids in main that no longer count, and a TEMP view over both that has the
 * table's name, so that it hides main.
 */
class ScratchTable
{
public:
    static Result<ScratchTable> create(Database &database, std::string_view table);

    [[nodiscard]] const std::string &name() const { return m_name; }
    Result<void> collectChanges(Database &database, std::vector<Store::Scratch::Change> &out) const;

private:
    struct Column
    {
        std::string name;
        std::string defaultSql; ///< Only of a NOT NULL column that has one.
        bool generated = false;
    };
    /** Its columns, each with the collation that it compares by. */
    using UniqueKey = std::vector<std::pair<Column, std::string>>;

    explicit ScratchTable(std::string_view table);
    Result<void> readColumns(Database &database);
    Result<void> readUniqueKeys(Database &database);
    Result<UniqueKey> readUniqueKey(Database &database, const std::string &index) const;
    Result<void> createOverlay(Database &database) const;
    Result<void> createView(Database &database) const;
    Result<void> createTriggers(Database &database) const;
    /** Comma-separated; stored columns only, each after @p prefix. */
    [[nodiscard]] std::string columnList(std::string_view prefix, bool withGenerated) const;
    /** What a write puts into @p column: NEW's value, or the default that stands for a left-out
     * one. */
    [[nodiscard]] std::string newValue(const Column &column) const;
    [[nodiscard]] std::string newValues() const;
    /** Trigger statements that refuse what main's unique keys would. */
    [[nodiscard]] std::string uniqueChecks(std::string_view exceptRow) const;
    [[nodiscard]] std::string hideMainRow(std::string_view id) const;
    Result<void> collectKept(Database &database, std::vector<Store::Scratch::Change> &out) const;
    Result<void> collectDeleted(Database &database, std::vector<Store::Scratch::Change> &out) const;

    std::string m_name;
    std::string m_view;    ///< temp."t"
    std::string m_main;    ///< main."t"
    std::string m_kept;    ///< temp."scratch t"
    std::string m_gone;    ///< temp."scratch gone t"
    std::string m_keyName; ///< The INTEGER PRIMARY KEY.
    std::string m_key;     ///< The same, quoted.
    std::vector<Column> m_columns;
    std::vector<UniqueKey> m_uniqueKeys;
};

} // namespace syncline
