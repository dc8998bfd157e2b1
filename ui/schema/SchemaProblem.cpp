#include "ui/schema/SchemaProblem.h"

#include "core/base/TextSafe.h"
#include "core/model/Computation.h"
#include "core/model/Pattern.h"
#include "core/project/Names.h"
#include "ui/base/Text.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace syncline::ui {

namespace {

using Part = SchemaProblem::Part;

/** Walks through a model and collects what is wrong. */
class Check
{
    Q_DECLARE_TR_FUNCTIONS(SchemaProblem)

public:
    Check(const SchemaState &state, const ProjectDef &project, const std::string &baseName)
        : m_state(state),
          m_project(project),
          m_baseName(baseName)
    {
    }

    std::vector<SchemaProblem> run()
    {
        checkModel();
        checkFields({}, m_state.model.fields);
        checkIndexes();
        return std::move(m_found);
    }

private:
    void add(Part part, const QString &text) { m_found.push_back({m_path, part, text}); }

    void checkModel()
    {
        const ModelDef &model = m_state.model;
        if (const auto fault = nameFault(NameKind::Model, model.name)) {
            add(Part::Name, displayLine(*fault));
        } else {
            for (const auto &other : m_project.models) {
                if (other->name != m_baseName && typeName(other->name) == typeName(model.name))
                    add(Part::Name,
                        tr("There is a model %1 already.").arg(displayLine(other->name)));
            }
        }
        if (!model.plural.empty() && !text::isIdentifier(model.plural))
            add(Part::Plural, tr("\"%1\" cannot be a name: it begins with a letter or _ and goes "
                                 "on with letters, digits and _.")
                                  .arg(displayLine(model.plural, 60)));
    }

    void checkFields(const FieldPath &parent, const std::vector<FieldDef> &fields)
    {
        std::set<std::string> names;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            m_path = parent;
            m_path.push_back(static_cast<int>(i));
            checkName(fields[i], names, fields, parent.empty());
            checkSettings(fields[i]);
            if (fields[i].type == FieldType::Object)
                checkFields(FieldPath(m_path), fields[i].fields);
        }
        m_path = parent;
    }

    void checkName(const FieldDef &field, std::set<std::string> &names,
                   const std::vector<FieldDef> &fields, bool isOfModel)
    {
        const auto fault = nameFault(NameKind::Field, field.name);
        if (fault && (isOfModel || !isSystemField(field.name))) {
            add(Part::Name, displayLine(*fault));
            return;
        }
        if (!names.insert(field.name).second)
            add(Part::Name, tr("There is another field %1.").arg(displayLine(field.name)));
        for (const FieldDef &other : fields) {
            if (other.type == FieldType::BelongsTo && other.name + "Id" == field.name)
                add(Part::Name, tr("The relationship %1 makes %2, too, so no other field can have "
                                   "that name.")
                                    .arg(displayLine(other.name), displayLine(field.name)));
        }
    }

    void checkSettings(const FieldDef &field)
    {
        checkOptions(field);
        checkRules(field);
        if (field.isRelationship())
            checkRelation(field);
        if (field.type == FieldType::Union)
            checkUnion(field);
        if (field.type == FieldType::Computed)
            checkExpression(field);
        if (canHaveDefault(field) && !field.defaultValue.isNull()) {
            const Result<Value> value = coerce(field, field.defaultValue);
            if (!value)
                add(Part::Default, tr("The default does not fit: it %1.")
                                       .arg(displayLine(value.error().message())));
        }
    }

    void checkOptions(const FieldDef &field)
    {
        const bool isState = field.type == FieldType::RecordState;
        const bool isEnum = field.type == FieldType::Enum;
        if (!isState && !isEnum && field.type != FieldType::RoleList)
            return;
        if (field.options.empty() && isState)
            add(Part::Options, tr("There are no states yet."));
        if (field.options.empty() && isEnum && !field.allowUnlisted)
            add(Part::Options, tr("There are no options yet, and others are not allowed."));
        std::set<std::string> values;
        for (const EnumOption &option : field.options) {
            if (option.value.empty() && isState)
                add(Part::Options, tr("A state has no name."));
            if (!values.insert(option.value).second)
                add(Part::Options,
                    tr("\"%1\" stands there twice.").arg(displayLine(option.value, 60)));
        }
        for (const StateTransition &transition : field.transitions) {
            if (transition.action.empty())
                add(Part::Transitions, tr("A transition does not say which action makes it."));
            std::vector<std::string> named = transition.from;
            named.push_back(transition.to);
            for (const std::string &state : named) {
                if (!values.contains(state))
                    add(Part::Transitions,
                        tr("There is no state \"%1\".").arg(displayLine(state, 60)));
            }
        }
    }

    void checkRules(const FieldDef &field)
    {
        const FieldRules &rules = field.rules;
        for (const std::string &pattern : rules.patterns) {
            if (const Result<Pattern> compiled = Pattern::compile(pattern); !compiled)
                add(Part::Rules, errorText(compiled.error()));
        }
        const bool isEmpty =
            (rules.minLength && rules.maxLength && *rules.minLength > *rules.maxLength) ||
            (rules.minBytes && rules.maxBytes && *rules.minBytes > *rules.maxBytes) ||
            (rules.minNumber.isNumber() && rules.maxNumber.isNumber() &&
             rules.minNumber.asDouble() > rules.maxNumber.asDouble());
        if (isEmpty)
            add(Part::Rules, tr("The smallest that is allowed is more than the largest, so nothing "
                                "fits."));
        const FieldDef *scope = m_state.model.findField(rules.uniqueWithin);
        if (field.unique && !rules.uniqueWithin.empty() && (!scope || !scope->isStored()))
            add(Part::Rules, tr("It is unique within %1, which is no stored field.")
                                 .arg(displayLine(rules.uniqueWithin)));
    }

    void checkRelation(const FieldDef &field)
    {
        if (field.relatedModel.empty()) {
            add(Part::Relation, tr("Choose the other model."));
            return;
        }
        const ModelDef *other = findModel(m_state, m_project, field.relatedModel);
        if (!other) {
            add(Part::Relation, tr("There is no model %1.").arg(displayLine(field.relatedModel)));
        } else if (field.type == FieldType::HasManyThrough) {
            checkThrough(field);
        } else if (field.type != FieldType::BelongsTo &&
                   !leadsTo(*other, field.inverseField, m_state.model.name)) {
            add(Part::Relation,
                field.inverseField.empty()
                    ? tr("Choose the field of %1 that belongs to %2.")
                          .arg(displayLine(other->name), displayLine(m_state.model.name))
                    : tr("%1.%2 does not belong to %3.")
                          .arg(displayLine(other->name), displayLine(field.inverseField),
                               displayLine(m_state.model.name)));
        }
    }

    void checkUnion(const FieldDef &field)
    {
        if (field.members.empty())
            add(Part::Relation, tr("Choose the models that it may refer to."));
        std::set<std::string> names;
        for (const UnionMember &member : field.members) {
            if (!findModel(m_state, m_project, member.model))
                add(Part::Relation, tr("There is no model %1.").arg(displayLine(member.model)));
            else if (!names.insert(member.model).second)
                add(Part::Relation,
                    tr("The model %1 stands twice.").arg(displayLine(member.model)));
        }
    }

    void checkThrough(const FieldDef &field)
    {
        const ModelDef *join = findModel(m_state, m_project, field.joinModel);
        if (!join) {
            add(Part::Relation,
                field.joinModel.empty()
                    ? tr("Choose the model in between.")
                    : tr("There is no model %1.").arg(displayLine(field.joinModel)));
            return;
        }
        if (!leadsTo(*join, field.inverseField, m_state.model.name))
            add(Part::Relation, tr("Choose the field of %1 that belongs to %2.")
                                    .arg(displayLine(join->name), displayLine(m_state.model.name)));
        if (!leadsTo(*join, field.joinField, field.relatedModel))
            add(Part::Relation, tr("Choose the field of %1 that belongs to %2.")
                                    .arg(displayLine(join->name), displayLine(field.relatedModel)));
    }

    static bool leadsTo(const ModelDef &model, const std::string &name, const std::string &target)
    {
        const FieldDef *field = model.findField(name);
        return field && field->type == FieldType::BelongsTo && field->relatedModel == target;
    }

    void checkExpression(const FieldDef &field)
    {
        if (field.expression.empty()) {
            add(Part::Expression, tr("There is no expression yet."));
            return;
        }
        const auto read =
            parseComputation(field.expression, m_state.model, [this](std::string_view name) {
                return findModel(m_state, m_project, name);
            });
        if (!read)
            add(Part::Expression, errorText(read.error()));
    }

    void checkIndexes()
    {
        m_path.clear();
        for (const std::vector<std::string> &index : m_state.model.indexes) {
            if (index.empty())
                add(Part::Indexes, tr("An index names no field."));
            for (const std::string &name : index) {
                const FieldDef *field = m_state.model.findField(name);
                if (!field || !field->isStored())
                    add(Part::Indexes, tr("An index names \"%1\", which is no stored field.")
                                           .arg(displayLine(name, 60)));
            }
        }
    }

    const SchemaState &m_state;
    const ProjectDef &m_project;
    const std::string &m_baseName;
    FieldPath m_path;
    std::vector<SchemaProblem> m_found;
};

} // namespace

std::vector<SchemaProblem> findProblems(const SchemaState &state, const ProjectDef &project,
                                        const std::string &baseName)
{
    return Check(state, project, baseName).run();
}

} // namespace syncline::ui
