#include "core/model/ModelGraph.h"

#include "core/model/RelationshipPair.h"

#include <algorithm>
#include <string_view>

namespace syncline {

namespace {

const ModelDef *find(const ModelList &models, std::string_view name)
{
    const auto found = std::find_if(models.begin(), models.end(),
                                    [name](const auto &model) { return model->name == name; });
    return found == models.end() ? nullptr : found->get();
}

/** The hasManyThrough of @p other that goes the way of @p field back; nullptr: none. */
const FieldDef *wayBack(const ModelDef &model, const FieldDef &field, const ModelDef &other)
{
    const auto found =
        std::find_if(other.fields.begin(), other.fields.end(), [&](const FieldDef &there) {
            return &there != &field && there.type == FieldType::HasManyThrough &&
                   there.relatedModel == model.name && there.joinModel == field.joinModel &&
                   there.inverseField == field.joinField && there.joinField == field.inverseField;
        });
    return found == other.fields.end() ? nullptr : &*found;
}

ModelEdge belongsToEdge(const ModelDef &model, const FieldDef &field, const ModelDef &other)
{
    const FieldDef *inverse = inverseOf(model.name, field.name, other);
    const bool isSingle =
        (inverse && inverse->type == FieldType::HasOne) ||
        (field.unique && field.rules.uniqueWithin.empty()); // at most one record refers to each
    return {.from = model.name,
            .fromField = field.name,
            .to = other.name,
            .toField = inverse ? inverse->name : std::string(),
            .fromCount = isSingle ? ModelEdge::Many::One : ModelEdge::Many::Several,
            .toCount = ModelEdge::Many::One,
            .required = field.required,
            .through = {}};
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '&':
            out += "&amp;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

/** A name of the graph: quoted, as Graphviz wants it. */
std::string nameInDot(std::string_view name)
{
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::string nodeText(const ModelDef &model)
{
    std::string text = "  " + nameInDot(model.name) +
                       " [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" "
                       "cellpadding=\"4\">\n    <tr><td bgcolor=\"#dfe5ee\" port=\"_\"><b>" +
                       escaped(model.name) + "</b></td></tr>\n";
    for (const FieldDef &field : model.fields) {
        text += "    <tr><td align=\"left\" port=\"" + escaped(field.name) + "\">" +
                escaped(field.name) + (field.required ? "*" : "") + " : " +
                escaped(fieldTypeWords(field)) + "</td></tr>\n";
    }
    return text + "  </table>>];\n";
}

/** The arrow's end: a crow's foot for several, a line for one, with a dot where there may be none.
 */
std::string endText(ModelEdge::Many many, bool isRequired)
{
    return std::string(many == ModelEdge::Many::Several ? "crow" : "tee") +
           (isRequired ? "tee" : "odot");
}

std::string edgeText(const ModelEdge &edge)
{
    std::string text = "  " + nameInDot(edge.from) + " -> " + nameInDot(edge.to) +
                       " [arrowtail=" + endText(edge.fromCount, false) +
                       ", arrowhead=" + endText(edge.toCount, edge.required);
    if (!edge.through.empty())
        text += ", style=dashed";
    const std::string label = edge.through.empty() ? edge.fromField : "through " + edge.through;
    return text + ", label=" + nameInDot(label) + "];\n";
}

} // namespace

std::vector<ModelEdge> modelEdges(const ModelList &models)
{
    std::vector<ModelEdge> edges;
    for (const auto &model : models) {
        for (const FieldDef &field : model->fields) {
            for (const UnionMember &member : field.members) {
                if (const ModelDef *one = find(models, member.model))
                    edges.push_back(belongsToEdge(*model, field, *one));
            }
            const ModelDef *other = find(models, field.relatedModel);
            if (!other)
                continue;
            if (field.type == FieldType::BelongsTo) {
                edges.push_back(belongsToEdge(*model, field, *other));
            } else if (field.type == FieldType::HasManyThrough) {
                const FieldDef *back = wayBack(*model, field, *other);
                const bool isKnown =
                    std::any_of(edges.begin(), edges.end(), [&](const ModelEdge &edge) {
                        return back && !edge.through.empty() && edge.from == other->name &&
                               edge.fromField == back->name;
                    });
                if (!isKnown)
                    edges.push_back({.from = model->name,
                                     .fromField = field.name,
                                     .to = other->name,
                                     .toField = back ? back->name : std::string(),
                                     .fromCount = ModelEdge::Many::Several,
                                     .toCount = ModelEdge::Many::Several,
                                     .required = false,
                                     .through = field.joinModel});
            }
        }
    }
    return edges;
}

std::string fieldTypeWords(const FieldDef &field)
{
    std::string words(fieldTypeName(field.type));
    if (field.isRelationship() && !field.relatedModel.empty())
        words += " " + field.relatedModel;
    if (!field.members.empty())
        words += " " + memberNames(field, " | ");
    return field.list ? "list of " + words : words;
}

std::string dotText(const ModelList &models)
{
    std::string text = "digraph models {\n"
                       "  graph [rankdir=LR, nodesep=0.5, ranksep=1];\n"
                       "  node [shape=plain, fontname=\"sans-serif\", fontsize=11];\n"
                       "  edge [dir=both, fontname=\"sans-serif\", fontsize=9];\n";
    for (const auto &model : models)
        text += nodeText(*model);
    for (const ModelEdge &edge : modelEdges(models))
        text += edgeText(edge);
    return text + "}\n";
}

} // namespace syncline
