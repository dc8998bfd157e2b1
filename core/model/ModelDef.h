#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/FieldRules.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** What a field holds. One file per type in core/model/types/ says everything about it. */
enum class FieldType : std::uint8_t {
    String,
    Number, ///< int64 or double; `integer` refuses fractions, `decimals` rounds for display.
    Boolean,
    Date,
    DateTime,
    Enum,
    Email,
    Url,
    Color,
    Json,   ///< Any JSON value.
    Object, ///< A JSON object of declared `fields`.
    BelongsTo,
    HasOne,
    HasMany,
    RichText,        ///< Markdown, as written.
    RoleList,        ///< Keys of roles; `options` may list them.
    Vector,          ///< Doubles.
    EncryptedString, ///< Sealed for its record; reads give the sealed text (FieldVault.h).
    Password,        ///< Hashed; reads give true.
    File,            ///< {fileName, mimeType, byteSize, hash} of a stored content.
    RecordState,     ///< One of `options`, changed by `transitions`.
    HasManyThrough,  ///< Records that `joinModel` links to this one.
    Computed,        ///< Read-only: `expression` over this record and what belongs to it.
    Union,           ///< One record of one of `members`: {__typename, id}.
};

/** What becomes of the records that belong to a record when it is deleted. */
enum class Dependent : std::uint8_t {
    Ignore, ///< They stay, and their reference leads nowhere.
    Delete, ///< They are deleted with it, by their own delete action.
    Refuse, ///< While there are any, it cannot be deleted.
};

struct Computation;

struct EnumOption
{
    std::string value;
    std::string label; ///< Empty: the value.
    std::string color; ///< "#rrggbb" or empty.
    bool operator==(const EnumOption &) const = default;
};

/** What an action does to a RecordState field. */
struct StateTransition
{
    std::string action;            ///< Of the model, by its name.
    std::vector<std::string> from; ///< States in which it may run; empty: any.
    std::string to;
    bool operator==(const StateTransition &) const = default;
};

/** A model of whose records a Union may hold one. */
struct UnionMember
{
    std::string model; ///< Its name.
    // As they were found when the project was read; the definition is the name alone.
    std::string key;      ///< Its storage key.
    std::string document; ///< What its connector calls it; empty: a model of the user's own.
    bool operator==(const UnionMember &other) const { return model == other.model; }
};

/** One field as the user defined it. A value. */
struct FieldDef
{
    std::string name; ///< apiIdentifier, as the user wrote it.
    std::string
        storageKey; ///< Never changes; the column's name ("f_…"). Empty for HasOne and HasMany.
    FieldType type = FieldType::String;
    bool list = false; ///< A list of the type; stored as JSON.
    bool required = false;
    bool unique = false;
    bool integer = false; ///< Number only.
    int decimals = -1;    ///< Number only; −1 is free.
    bool filterable = true;
    bool searchable = true;
    std::string comment;
    Value defaultValue; ///< null: none. Applies to new records only.
    std::vector<EnumOption>
        options;                ///< Enum, RoleList; RecordState: its states, the first at birth.
    bool allowUnlisted = false; ///< Enum, RoleList.
    std::vector<StateTransition> transitions; ///< RecordState.
    std::string relatedModel;                 ///< Relationships: the other model's name.
    std::vector<UnionMember> members;         ///< Union.
    std::string inverseField; ///< HasOne, HasMany: the BelongsTo field over there; HasManyThrough:
                              ///< that of joinModel which leads here.
    std::string joinModel;    ///< HasManyThrough.
    std::string joinField;    ///< HasManyThrough: the BelongsTo of joinModel to relatedModel.
    Dependent dependent = Dependent::Ignore; ///< HasOne, HasMany, HasManyThrough (its join rows).
    std::string expression;                  ///< Computed; see Computation.h.
    /** Computed: the expression as it was understood when the project was read; nullptr: it was
     * not, and the field is empty. */
    std::shared_ptr<const Computation> computation;
    std::vector<FieldDef> fields; ///< Object.
    std::string owner;            ///< The connection whose connector defines it; else empty.
    std::string from; ///< Path in the source document ("attributes.title"); empty: name.
    FieldRules rules; ///< Validations as data.
    std::vector<std::string> validations; ///< Lua files beside the model.
    ValueObject extra; ///< Keys of the file that this version does not know; kept on save.

    /** Whether a column holds it; the other sides of relationships and what is computed have none.
     */
    [[nodiscard]] bool isStored() const
    {
        return type != FieldType::HasOne && type != FieldType::HasMany &&
               type != FieldType::HasManyThrough && type != FieldType::Computed;
    }
    /** Whether reading a record gives a value of it. */
    [[nodiscard]] bool hasValue() const { return isStored() || type == FieldType::Computed; }
    /** Whether nobody but its own record may see its value. */
    [[nodiscard]] bool isSecret() const
    {
        return type == FieldType::EncryptedString || type == FieldType::Password;
    }
    /** Whether documents of a source may fill it: secrets, files and states are the project's own.
     */
    [[nodiscard]] bool isFilledBySources() const
    {
        return !isSecret() && type != FieldType::File && type != FieldType::RecordState;
    }
    /** What a new record begins with: the default; of a RecordState else its first state. */
    [[nodiscard]] Value initialValue() const;
    [[nodiscard]] bool isRelationship() const
    {
        return type == FieldType::BelongsTo || type == FieldType::HasOne ||
               type == FieldType::HasMany || type == FieldType::HasManyThrough;
    }
    /** Whether its column leads to a record of another table. */
    [[nodiscard]] bool isReference() const
    {
        return !list && (type == FieldType::BelongsTo || type == FieldType::Union);
    }
    /** The member of a Union that @p name means, which may be a connector's; nullptr: none. */
    [[nodiscard]] const UnionMember *findMember(std::string_view name) const;
    [[nodiscard]] const UnionMember *findMemberByKey(std::string_view key) const;
    bool operator==(const FieldDef &) const;
};

/** The names of a Union's models, with @p separator between them. */
std::string memberNames(const FieldDef &field, std::string_view separator = ", ");
/** What a Union holds that leads to a record. */
Value unionValue(std::string_view model, std::string_view id);

/** Where a synced model comes from. */
struct ModelSource
{
    std::string connection; ///< Empty: a model of the user's own.
    std::string document;   ///< The connector's name of it.
    std::string cacheField; ///< A field whose equality means "unchanged"; empty: digest.
    bool idFromRemote = false;
    bool localized = false; ///< One record per document and locale.
    /** Of the connector, the default first; empty: the project's. */
    std::vector<std::string> locales{};
    bool operator==(const ModelSource &) const = default;
};

/** One model as the user defined it. A value; share as std::shared_ptr<const ModelDef>. */
struct ModelDef
{
    std::string name; ///< apiIdentifier, singular camelCase; the folder's name.
    std::string plural;
    std::string storageKey; ///< Never changes; the table's name ("m_…").
    std::string comment;
    std::string displayField; ///< Empty: the first string, else the first other text, else id.
    ModelSource source;
    std::vector<FieldDef> fields;
    std::vector<std::vector<std::string>> indexes; ///< Field names, in order.
    std::vector<std::string> validations;          ///< Lua files for the whole record.
    /** Bytes that the history of this model's records may take; nullopt: the project's default. */
    std::optional<std::int64_t> historyBudget;
    ValueObject extra;

    [[nodiscard]] const FieldDef *findField(std::string_view fieldName) const;
    [[nodiscard]] const FieldDef *findByStorageKey(std::string_view key) const;
    /** The field that names a record to people; nullptr: its id. */
    [[nodiscard]] const FieldDef *display() const;
    bool operator==(const ModelDef &) const;
};

/** What every record has besides its fields. */
inline constexpr std::string_view systemFields[] = {"id", "createdAt", "updatedAt", "remoteId"};
[[nodiscard]] bool isSystemField(std::string_view name);
/** A system field described like any other, for grids and filters: `id` as a whole number. */
[[nodiscard]] std::optional<FieldDef> systemFieldDef(std::string_view name);

/** "string", "number", … as model files say it; nullopt for an unknown word. */
std::optional<FieldType> fieldTypeFromName(std::string_view name);
std::string_view fieldTypeName(FieldType type);

/** Whether a value comes from a person, a script or an API, or from a document of a source. */
enum class Coercion : std::uint8_t { Strict, Lenient };

/**
 * @p value as @p field stores it, or why it cannot be: GGT_INVALID_RECORD with the end of a
 * sentence that begins with the field's name ("must be a whole number, but is 1.5"). null stays
 * null; whether it may be missing is asked elsewhere. Nothing is guessed: strings do not become
 * numbers. Date and DateTime take ISO text; BelongsTo takes an id or {"_link": id} and keeps the
 * id's text.
 *
 * Lenient: a String takes a number as its text, a Date cuts the time of day, an Email, Url or Color
 * may be "", an Object drops members that it does not declare.
 */
Result<Value> coerce(const FieldDef &field, const Value &value, Coercion mode = Coercion::Strict);

} // namespace syncline
