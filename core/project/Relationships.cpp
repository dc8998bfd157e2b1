#include "core/project/Relationships.h"

#include "core/base/TextSafe.h"
#include "core/project/JsonFile.h"
#include "core/project/Names.h"

#include <algorithm>
#include <cctype>
#include <list>
#include <optional>

namespace syncline {

namespace {

bool lists(const FieldDef &field)
{
    return field.type == FieldType::HasOne || field.type == FieldType::HasMany ||
           field.type == FieldType::HasManyThrough;
}

std::string capitalized(std::string name)
{
    if (!name.empty())
        name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    return name;
}

std::string pluralOf(const ModelDef &model)
{
    return model.plural.empty() ? text::plural(model.name) : model.plural;
}

/** Makes both sides on copies of the models; lives for one call. */
class RelationshipMaker
{
public:
    RelationshipMaker(const ModelList &models, const NewRelationship &wanted)
        : m_all(models),
          m_wanted(wanted)
    {
    }

    Result<std::vector<ModelDef>> make()
    {
        SYNCLINE_TRY(ModelDef *const here, existing(m_wanted.model));
        SYNCLINE_TRY(ModelDef *const there, existing(m_wanted.relatedModel));
        FieldDef field;
        field.name = m_wanted.field;
        field.type = m_wanted.type;
        field.relatedModel = there->name;
        if (m_wanted.type == FieldType::BelongsTo) {
            SYNCLINE_CHECK(makeBelongsTo(*here, *there, std::move(field)));
        } else if (m_wanted.type == FieldType::HasManyThrough) {
            SYNCLINE_CHECK(makeThrough(*here, *there, std::move(field)));
        } else if (lists(field)) {
            SYNCLINE_CHECK(makeList(*here, *there, std::move(field)));
        } else {
            return Error(errc::invalidInput, "A field of the type %1 is no relationship.",
                         {std::string(fieldTypeName(m_wanted.type))});
        }
        std::vector<ModelDef> changed;
        for (Draft &draft : m_drafts) {
            if (draft.changed)
                changed.push_back(std::move(draft.model));
        }
        return changed;
    }

private:
    struct Draft
    {
        ModelDef model;
        bool changed = false;
    };

    Result<void> makeBelongsTo(ModelDef &here, ModelDef &there, FieldDef field)
    {
        const bool one = m_wanted.inverseType == FieldType::HasOne;
        if (!one && m_wanted.inverseType != FieldType::HasMany) {
            return Error(errc::invalidInput,
                         "The other side of a belongsTo is a hasMany or a hasOne.");
        }
        FieldDef inverse;
        inverse.type = m_wanted.inverseType;
        inverse.relatedModel = here.name;
        inverse.inverseField = field.name;
        inverse.dependent = m_wanted.dependent;
        field.required = m_wanted.required;
        SYNCLINE_CHECK(add(here, std::move(field)));
        inverse.name = m_wanted.inverse.empty() ? freeName(there, one ? here.name : pluralOf(here))
                                                : m_wanted.inverse;
        return add(there, std::move(inverse));
    }

    Result<void> makeList(ModelDef &here, ModelDef &there, FieldDef field)
    {
        field.dependent = m_wanted.dependent;
        const FieldDef *present = m_wanted.inverse.empty() ? unlisted(there, here.name)
                                                           : there.findField(m_wanted.inverse);
        if (present != nullptr) {
            SYNCLINE_CHECK(checkBelongs(there, *present, here.name));
            field.inverseField = present->name;
            return add(here, std::move(field));
        }
        field.inverseField =
            m_wanted.inverse.empty() ? freeName(there, here.name) : m_wanted.inverse;
        FieldDef inverse;
        inverse.name = field.inverseField;
        inverse.type = FieldType::BelongsTo;
        inverse.relatedModel = here.name;
        inverse.required = m_wanted.required;
        SYNCLINE_CHECK(add(here, std::move(field)));
        return add(there, std::move(inverse));
    }

    Result<void> makeThrough(ModelDef &here, ModelDef &there, FieldDef field)
    {
        SYNCLINE_TRY(ModelDef *const join, joinModel(here, there));
        SYNCLINE_TRY(const std::string toHere, joinSide(*join, here.name, m_wanted.joinHere, {}));
        SYNCLINE_TRY(const std::string toThere,
                     joinSide(*join, there.name, m_wanted.joinThere, toHere));
        field.joinModel = join->name;
        field.inverseField = toHere;
        field.joinField = toThere;
        field.dependent = m_wanted.dependent;
        FieldDef back = field;
        SYNCLINE_CHECK(add(here, std::move(field)));
        back.relatedModel = here.name;
        back.inverseField = toThere;
        back.joinField = toHere;
        back.dependent = Dependent::Ignore;
        const bool isThere = std::ranges::any_of(there.fields, [&](const FieldDef &other) {
            return other.type == FieldType::HasManyThrough && other.joinModel == join->name &&
                   other.inverseField == toThere && other.joinField == toHere;
        });
        if (isThere && m_wanted.inverse.empty())
            return {};
        back.name = m_wanted.inverse.empty() ? freeName(there, pluralOf(here)) : m_wanted.inverse;
        return add(there, std::move(back));
    }

    /** The model between, made when it is not there. */
    Result<ModelDef *> joinModel(const ModelDef &here, const ModelDef &there)
    {
        std::string name = m_wanted.joinModel;
        if (name.empty())
            name = here.name + capitalized(there.name);
        if (find(name) != nullptr)
            return existing(name);
        if (const auto fault = nameFault(NameKind::Model, name))
            return Error(errc::invalidInput, "%1", {*fault});
        ModelDef join;
        join.plural = text::plural(name);
        join.name = std::move(name);
        m_drafts.push_back({.model = std::move(join), .changed = true});
        return &m_drafts.back().model;
    }

    /** The field of the join model that leads to @p target; @p taken is the other one. */
    Result<std::string> joinSide(ModelDef &join, const std::string &target,
                                 const std::string &wanted, const std::string &taken)
    {
        const auto leads = [&](const FieldDef &field) {
            return field.type == FieldType::BelongsTo && field.relatedModel == target &&
                   field.name != taken;
        };
        const FieldDef *present = wanted.empty() ? nullptr : join.findField(wanted);
        if (wanted.empty()) {
            const auto found = std::ranges::find_if(join.fields, leads);
            present = found == join.fields.end() ? nullptr : &*found;
        }
        if (present != nullptr) {
            SYNCLINE_CHECK(checkBelongs(join, *present, target));
            return present->name;
        }
        FieldDef field;
        field.name = wanted.empty() ? freeName(join, target) : wanted;
        field.type = FieldType::BelongsTo;
        field.relatedModel = target;
        field.required = true; // A row that links nothing means nothing.
        std::string name = field.name;
        SYNCLINE_CHECK(add(join, std::move(field)));
        return name;
    }

    static Result<void> checkBelongs(const ModelDef &model, const FieldDef &field,
                                     const std::string &target)
    {
        const bool fits = field.type == FieldType::BelongsTo && field.relatedModel == target;
        if (fits && !field.list)
            return {};
        return Error(errc::invalidInput, "The field %1 of %2 does not belong to a %3.",
                     {inQuotes(field.name), inQuotes(model.name), target});
    }

    /** A BelongsTo of @p model to @p target whose records nothing lists yet. */
    const FieldDef *unlisted(const ModelDef &model, const std::string &target) const
    {
        std::vector<const ModelDef *> all;
        for (const auto &one : m_all)
            all.push_back(one.get());
        for (const FieldDef &field : model.fields) {
            const bool leads =
                field.type == FieldType::BelongsTo && field.relatedModel == target && !field.list;
            if (leads && !hasOtherSide(all, model, field))
                return &field;
        }
        return nullptr;
    }

    Result<void> add(ModelDef &model, FieldDef field)
    {
        if (const auto fault = nameFault(NameKind::Field, field.name))
            return Error(errc::invalidInput, "%1", {*fault});
        if (model.findField(field.name) != nullptr) {
            return Error(errc::invalidInput, "The model %1 has a field %2 already.",
                         {inQuotes(model.name), inQuotes(field.name)});
        }
        model.fields.push_back(std::move(field));
        for (Draft &draft : m_drafts)
            draft.changed = draft.changed || &draft.model == &model;
        return {};
    }

    /** @p wish, or with a number when the model has such a field. */
    static std::string freeName(const ModelDef &model, const std::string &wish)
    {
        const auto isFree = [&](const std::string &name) {
            return model.findField(name) == nullptr && !nameFault(NameKind::Field, name);
        };
        std::string name = wish;
        for (int number = 2; !isFree(name) && number < 1'000; ++number)
            name = wish + std::to_string(number);
        return name;
    }

    const ModelDef *find(std::string_view name) const
    {
        const auto found =
            std::ranges::find_if(m_all, [name](const auto &model) { return model->name == name; });
        return found == m_all.end() ? nullptr : found->get();
    }

    Result<ModelDef *> existing(const std::string &name)
    {
        for (Draft &draft : m_drafts) {
            if (draft.model.name == name)
                return &draft.model;
        }
        const ModelDef *model = find(name);
        if (model == nullptr)
            return Error(errc::invalidInput, "There is no model %1.", {inQuotes(name)});
        m_drafts.push_back({.model = *model, .changed = false});
        return &m_drafts.back().model;
    }

    const ModelList &m_all;
    const NewRelationship &m_wanted;
    std::list<Draft> m_drafts; ///< In the order of being asked for; they stay where they are.
};

} // namespace

Result<std::vector<ModelDef>> withRelationship(const ModelList &models,
                                               const NewRelationship &wanted)
{
    return RelationshipMaker(models, wanted).make();
}

bool hasOtherSide(const std::vector<const ModelDef *> &models, const ModelDef &model,
                  const FieldDef &field)
{
    const auto listsIt = [&](const FieldDef &other) {
        if (other.type == FieldType::HasManyThrough)
            return other.joinModel == model.name &&
                   (other.inverseField == field.name || other.joinField == field.name);
        return lists(other) && other.relatedModel == model.name && other.inverseField == field.name;
    };
    return std::ranges::any_of(
        models, [&](const ModelDef *other) { return std::ranges::any_of(other->fields, listsIt); });
}

} // namespace syncline
