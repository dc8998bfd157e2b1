#pragma once

#include "core/model/ModelDef.h"
#include "core/project/Problem.h"
#include "core/project/ViewDef.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** One step of an effect list: a built-in ("applyParams") or a Lua file. */
struct EffectDef
{
    std::string builtin; ///< applyParams, createRecord, updateRecord, deleteRecord, …; empty: file.
    std::string file;    ///< Relative to the project folder ("models/order/create/flag-large.lua").
    ValueObject settings;
    bool operator==(const EffectDef &) const;
};

struct EffectList
{
    std::vector<EffectDef> effects;
    bool transactional = true;
    bool operator==(const EffectList &) const = default;
};

enum class ActionKind : std::uint8_t { Create, Update, Delete, Custom, Global };

/** "create", "update", "delete", "custom", "global". */
std::string_view actionKindName(ActionKind kind);

/** The built-in effects that this version can run. */
inline constexpr std::string_view builtinEffects[] = {"applyParams", "createRecord", "updateRecord",
                                                      "deleteRecord"};
[[nodiscard]] bool isBuiltinEffect(std::string_view name);

/** What an action of @p kind runs when its file says nothing else. */
[[nodiscard]] EffectList defaultRun(ActionKind kind);

/** One action: models/<model>/<name>/action.json or actions/<name>/action.json. A value. */
struct ActionDef
{
    std::string name;
    std::string model; ///< Empty: global.
    ActionKind kind = ActionKind::Custom;
    std::string comment;
    std::vector<EffectDef> preconditions; ///< Files only.
    EffectList run;
    EffectList success{.effects = {}, .transactional = false};
    EffectList failure{.effects = {}, .transactional = false};
    ValueObject params; ///< name → {type, properties, items}.
    ValueObject triggers;
    int timeoutMs = 180'000;
    int transactionTimeoutMs = 5'000;
    bool returnsResult = false;
    bool isDefault = false; ///< Not in a file: the defaults of create, update and delete.
    ValueObject extra;

    [[nodiscard]] std::string fullName() const { return model.empty() ? name : model + "." + name; }
    /** No preconditions, no file effects, only the kind's default built-ins. */
    [[nodiscard]] bool isPlain() const;
    bool operator==(const ActionDef &) const;
};

/** connections/<name>/connection.json. Secrets are never here. */
struct ConnectionDef
{
    std::string name;
    std::string kind;    ///< A connector's kind ("rest"), built in or connectors of the project.
    ValueObject options; ///< Without secrets.
    std::vector<std::string> models; ///< Documents kept; empty: all the connector offers.
    std::string typePrefix;
    std::string script; ///< The user's own connector.lua (project path); empty: built in.
    bool enabled = true;
    std::string comment;
    ValueObject extra;
    bool operator==(const ConnectionDef &) const;
};

struct EnvironmentVariable
{
    std::string name;
    std::string value; ///< Empty for a secret: its value is in the secret store.
    bool secret = false;
    bool operator==(const EnvironmentVariable &) const = default;
};

struct EnvironmentDef
{
    std::string name; ///< environments/<name>.env.json
    std::vector<EnvironmentVariable> variables;
    ValueObject extra;
    [[nodiscard]] const EnvironmentVariable *find(std::string_view variable) const;
    bool operator==(const EnvironmentDef &) const;
};

/**
 * Everything the files of a project say, read at one moment. Immutable; shared by
 * std::shared_ptr<const ProjectDef> between threads. A file that could not be understood is missing
 * here and present in `problems`.
 */
struct ProjectDef
{
    std::string name;
    std::string id; ///< UUID, made by `new`.
    int formatVersion = 1;
    std::vector<std::string> locales; ///< BCP 47, the default first; empty: not localized.
    ValueObject settings;
    ValueObject extra; ///< Keys of syncline.json that this version does not know.
    std::vector<std::shared_ptr<const ModelDef>> models; ///< By name.
    std::vector<std::shared_ptr<const ActionDef>>
        actions; ///< By fullName(); includes the defaults.
    std::vector<std::shared_ptr<const ConnectionDef>> connections;
    std::vector<EnvironmentDef> environments;
    std::vector<std::shared_ptr<const ViewDef>> views; ///< By name.
    /** Lua files: project path → content hash (hex xxh3). Sources are read when needed. */
    std::map<std::string, std::string> scripts;
    std::vector<Problem> problems;
    /**
     * False: something in the files could not be understood and was left out. What is missing here
     * may then not be taken for removed (no table or column is dropped).
     */
    bool complete = true;
    std::uint64_t revision = 0; ///< Grows with every load that differed.

    [[nodiscard]] std::shared_ptr<const ModelDef> findModel(std::string_view modelName) const;
    /** "product.create" or "flipAll". */
    [[nodiscard]] std::shared_ptr<const ActionDef> findAction(std::string_view fullName) const;
    [[nodiscard]] std::shared_ptr<const ConnectionDef>
    findConnection(std::string_view connectionName) const;
    [[nodiscard]] const EnvironmentDef *findEnvironment(std::string_view environmentName) const;
    [[nodiscard]] std::shared_ptr<const ViewDef> findView(std::string_view viewName) const;
};

using ProjectPtr = std::shared_ptr<const ProjectDef>;

} // namespace syncline
