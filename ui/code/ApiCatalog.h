#pragma once

#include "core/engine/Engine.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::ui {

/** Something that can be written after a "." or ":", or alone. */
struct ApiMember
{
    enum class Kind : unsigned char {
        Field,
        Function,
        Method,
        Module,
        Model,
        Action,
        Keyword,
        Local
    };

    std::string name;
    Kind kind = Kind::Field;
    std::string type;      ///< Of its value, or of what a call of it gives; empty: unknown.
    std::string signature; ///< "record:changed(field?: string): boolean"
    std::string summary;

    [[nodiscard]] bool isCalled() const
    {
        return kind == Kind::Function || kind == Kind::Method || kind == Kind::Action;
    }
};

/**
 * What a script of this project can write, by type: the API table of the script engine, Lua's own
 * libraries as the sandbox has them, and the project's models, actions and variables. Types are
 * words: "ctx", "record:product" (a record of a model), "list:product", "api.<model>:product"
 * (what api.product offers), "fun(): record:product" (an iterator).
 */
class ApiCatalog
{
public:
    /** @p path says which model and action the file belongs to, for ctx.record and ctx.params. */
    ApiCatalog(const std::vector<ApiEntry> &entries, ProjectPtr project, const std::string &path);

    /** By name. A type that is not known has none. Lives as long as the catalog. */
    [[nodiscard]] const std::vector<ApiMember> &members(const std::string &type) const;
    [[nodiscard]] std::optional<ApiMember> find(const std::string &type,
                                                std::string_view name) const;
    /** What every script sees without declaring it. */
    [[nodiscard]] const std::vector<ApiMember> &globals() const { return m_globals; }
    /** The type that a bare @p name has when nothing is known about it: "ctx", "record:…", … */
    [[nodiscard]] std::string typeOfName(const std::string &name) const;
    /** What one step of a walk gives: "record:product" of "list:product" or of an iterator. */
    [[nodiscard]] static std::string elementOf(const std::string &type);
    /** What require() takes. */
    [[nodiscard]] std::vector<std::string> modules() const;
    /** The model of the file; empty: none, or several. */
    [[nodiscard]] const std::string &model() const { return m_model; }
    /** What an action of @p model takes as fields, also for filters. */
    [[nodiscard]] std::vector<ApiMember> fieldsOf(const std::string &model) const;

private:
    void addSignature(const ApiEntry &entry);
    void findOwner(const std::string &path);
    [[nodiscard]] std::vector<ApiMember> collect(const std::string &type) const;
    [[nodiscard]] std::vector<ApiMember> bound(const std::string &type,
                                               const std::string &model) const;
    [[nodiscard]] std::vector<ApiMember> recordMembers(const std::string &model) const;
    [[nodiscard]] std::vector<ApiMember> apiMembers() const;
    [[nodiscard]] std::vector<ApiMember> modelMembers(const std::string &model) const;
    [[nodiscard]] std::vector<ApiMember> paramMembers() const;
    [[nodiscard]] std::vector<ApiMember> variableMembers() const;
    [[nodiscard]] std::vector<ApiMember> documentMembers() const;

    ProjectPtr m_project;
    std::map<std::string, std::vector<ApiMember>> m_types;
    mutable std::map<std::string, std::vector<ApiMember>> m_known; ///< What members() gave.
    std::vector<ApiMember> m_globals;
    std::set<std::string> m_modules; ///< Heads with functions: logger, json, string.
    std::string m_model;
    std::shared_ptr<const ActionDef> m_action;
    std::string m_connection;
};

} // namespace syncline::ui
