#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Statement.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** How a column keeps its field. The one place that knows it is ModelTable.cpp. */
enum class ColumnKind : std::uint8_t {
    Text,      ///< TEXT, UTF-8.
    Number,    ///< ANY, integer or real: 2^53+1 and −0 survive.
    Boolean,   ///< INTEGER, 0 or 1.
    Date,      ///< INTEGER, days since 1970-01-01.
    DateTime,  ///< INTEGER, milliseconds since 1970-01-01T00:00:00Z.
    Json,      ///< TEXT, JSON: json, objects, files, vectors, unions, lists of anything.
    Sealed,    ///< TEXT, sealedPrefix and base64; see FieldVault.h.
    Password,  ///< TEXT, its hash; read as true.
    Reference, ///< INTEGER, the related record's id; a second TEXT column keeps the remote's raw
               ///< id.
};
/** What the second column of a Union has before the remote's raw id: "m_post:5". */
std::string unionPrefix(std::string_view modelKey);
/** The "m_post" and the "5" of it. */
std::string_view modelOfRaw(std::string_view unionRemote);
std::string_view idOfRaw(std::string_view unionRemote);

ColumnKind columnKind(const FieldDef &field);

/** One stored field and its column. */
struct FieldColumn
{
    const FieldDef *field = nullptr;
    ColumnKind kind = ColumnKind::Text;
    std::string name;                     ///< The storage key.
    std::string remote;                   ///< Reference, Union: the column of the raw remote id.
    std::string sql{};                    ///< Computed: its expression, instead of a column.
    FieldType yields = FieldType::Number; ///< Computed: of which type.
    bool typed = false; ///< Json that is more than JSON: read back through coerce().
};

/** The column of a stored field; points to it. */
FieldColumn fieldColumn(const FieldDef &field);

/** One index of a model's table. */
struct IndexSpec
{
    std::string name;
    std::string sql;     ///< CREATE … INDEX "name" ON …
    bool unique = false; ///< Of a field; lives through a first load.
    bool operator==(const IndexSpec &) const = default;
};

/**
 * The SQL shape of one model: one STRICT table named by storage key (architecture 3). A value that
 * points into the ModelDef it was made of, which must outlive it.
 */
class ModelTable
{
public:
    explicit ModelTable(const ModelDef &model);

    [[nodiscard]] const ModelDef &model() const { return *m_model; }
    /** The quoted table name. */
    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] const std::vector<FieldColumn> &columns() const { return m_columns; }
    /** By field name, or a reference's name followed by "Id"; nullptr: no such stored field. */
    [[nodiscard]] const FieldColumn *find(std::string_view fieldName) const;
    [[nodiscard]] const FieldColumn *findByKey(std::string_view storageKey) const;

    [[nodiscard]] std::string createSql() const;
    /** `"key" TYPE CHECK (…)`, and for a reference its second column too. */
    [[nodiscard]] static std::vector<std::string> columnSql(const FieldColumn &column);
    [[nodiscard]] std::vector<IndexSpec> indexes() const;
    /** A unique column as its index compares it: quoted, with its collation. */
    [[nodiscard]] static std::string comparedAs(const FieldColumn &column);
    /** The column within which @p column is unique; nullptr: the whole table. */
    [[nodiscard]] const FieldColumn *scopeOf(const FieldColumn &column) const;

    /** The columns for `select` (field names; empty: all), computed ones too; unknown names are
     * left out. */
    [[nodiscard]] std::vector<const FieldColumn *>
    pick(const std::vector<std::string> &select) const;
    /** Every column, and nothing computed. */
    [[nodiscard]] std::vector<const FieldColumn *> stored() const;
    /** By name; nullptr: no such computed field. */
    [[nodiscard]] const FieldColumn *findComputed(std::string_view fieldName) const;
    /** "id, created_at, …" and then @p fields, in the order readRow() wants. */
    [[nodiscard]] static std::string selectList(std::span<const FieldColumn *const> fields);
    static RecordRow readRow(const Statement &row, std::span<const FieldColumn *const> fields);

private:
    [[nodiscard]] std::string uniqueOn(const FieldColumn &column) const;

    const ModelDef *m_model;
    std::string m_name;
    std::vector<FieldColumn> m_columns;
    std::vector<FieldColumn> m_computed;
};

/** The column of a system field ("createdAt" → "created_at"); empty for any other name. */
std::string_view systemColumn(std::string_view fieldName);

/** Reads a stored field. */
Value readColumn(const Statement &row, int index, const FieldColumn &column);
/** A coerced value as the column keeps it: integer, real, text or null. */
Value toRaw(ColumnKind kind, const Value &value);
/** What readColumn() makes of a value as SQLite has it (Statement::value); a raw value of another
 * type of old comes back as it is. */
Value fromRaw(const FieldColumn &column, const Value &raw);

} // namespace syncline
