#include "ui/navigator/NavigatorModel.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/views/ViewNames.h"

#include <QFont>

#include <set>
#include <string>

using namespace Qt::StringLiterals;

namespace syncline::ui {

struct NavigatorModel::Node
{
    QString id;
    QString text;
    QString icon;
    std::optional<DocumentRef> ref;
    bool isSection = false;
    Node *parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> children;

    Node *add(const QString &childId, const QString &childText, const QString &childIcon)
    {
        auto child = std::make_unique<Node>();
        child->id = childId;
        child->text = childText;
        child->icon = childIcon;
        child->parent = this;
        child->row = static_cast<int>(children.size());
        children.push_back(std::move(child));
        return children.back().get();
    }
};

namespace {
DocumentRef makeRef(DocumentRef::Kind kind, const QString &name)
{
    DocumentRef ref;
    ref.kind = kind;
    ref.name = name;
    return ref;
}
} // namespace

NavigatorModel::NavigatorModel(QObject *parent)
    : QAbstractItemModel(parent),
      m_root(std::make_unique<Node>())
{
}

NavigatorModel::~NavigatorModel() = default;

void NavigatorModel::setProject(const ProjectPtr &project)
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_byId.clear();
    if (project) {
        addModels(*project);
        addActions(*project);
        addConnections(*project);
        addViews(*project);
        addFiles(*project);
    }
    endResetModel();
}

void NavigatorModel::addModels(const ProjectDef &project)
{
    Node *section = m_root->add(u"models"_s, tr("Models"), {});
    section->isSection = true;
    m_byId[section->id] = section;
    for (const auto &model : project.models) {
        const QString name = toQString(model->name);
        Node *node = section->add(u"model/"_s + name, displayLine(model->name, 80), u"model"_s);
        node->ref = makeRef(DocumentRef::Kind::Records, name);
        m_byId[node->id] = node;
        for (const auto &action : project.actions) {
            if (action->model != model->name)
                continue;
            Node *child = node->add(u"action/"_s + toQString(action->fullName()),
                                    displayLine(action->name, 80), u"action"_s);
            child->ref = makeRef(DocumentRef::Kind::Action, toQString(action->fullName()));
            m_byId[child->id] = child;
            addScripts(project, *action, *child);
        }
    }
}

/** The Lua files that stand in the action's folder, or that it names from elsewhere. */
void NavigatorModel::addScripts(const ProjectDef &project, const ActionDef &action, Node &node)
{
    const std::string folder = action.model.empty()
                                   ? "actions/" + action.name + "/"
                                   : "models/" + action.model + "/" + action.name + "/";
    std::set<std::string> paths;
    for (const auto &[path, hash] : project.scripts) {
        if (path.starts_with(folder))
            paths.insert(path);
    }
    for (const auto *effects : {&action.preconditions, &action.run.effects, &action.success.effects,
                                &action.failure.effects}) {
        for (const EffectDef &effect : *effects) {
            if (project.scripts.contains(effect.file))
                paths.insert(effect.file);
        }
    }
    for (const std::string &path : paths) {
        const bool isInside = path.starts_with(folder);
        const std::string shown = isInside ? path.substr(folder.size()) : path;
        Node *file =
            node.add(u"script/"_s + toQString(action.fullName()) + u"/"_s + toQString(path),
                     displayLine(shown, 80), u"code"_s);
        file->ref = makeRef(DocumentRef::Kind::Code, toQString(path));
        m_byId[file->id] = file;
    }
}

void NavigatorModel::addActions(const ProjectDef &project)
{
    Node *section = m_root->add(u"actions"_s, tr("Global actions"), {});
    section->isSection = true;
    m_byId[section->id] = section;
    for (const auto &action : project.actions) {
        if (!action->model.empty())
            continue;
        Node *node = section->add(u"action/"_s + toQString(action->name),
                                  displayLine(action->name, 80), u"action"_s);
        node->ref = makeRef(DocumentRef::Kind::Action, toQString(action->name));
        m_byId[node->id] = node;
        addScripts(project, *action, *node);
    }
}

void NavigatorModel::addConnections(const ProjectDef &project)
{
    Node *section = m_root->add(u"connections"_s, tr("Connections"), {});
    section->isSection = true;
    m_byId[section->id] = section;
    for (const auto &connection : project.connections) {
        const QString name = toQString(connection->name);
        Node *node = section->add(u"connection/"_s + name, displayLine(connection->name, 80),
                                  u"connection"_s);
        node->ref = makeRef(DocumentRef::Kind::Connection, name);
        m_byId[node->id] = node;
    }
}

void NavigatorModel::addViews(const ProjectDef &project)
{
    Node *section = m_root->add(u"views"_s, tr("Views"), {});
    section->isSection = true;
    m_byId[section->id] = section;
    for (const auto &view : project.views) {
        const DocumentRef ref = viewRef(toQString(view->name));
        Node *node =
            section->add(u"file/"_s + ref.name, displayLine(view->shownTitle(), 80), u"table"_s);
        node->ref = ref;
        m_byId[node->id] = node;
    }
}

void NavigatorModel::addFiles(const ProjectDef &project)
{
    Node *section = m_root->add(u"files"_s, tr("Files"), {});
    section->isSection = true;
    m_byId[section->id] = section;
    for (const auto &[path, hash] : project.scripts) {
        const QString whole = toQString(path);
        const QStringList parts = whole.split(u'/');
        Node *folder = section;
        QString prefix;
        for (qsizetype i = 0; i + 1 < parts.size(); ++i) {
            prefix += (i > 0 ? u"/"_s : QString()) + parts.at(i);
            Node *&known = m_byId[u"folder/"_s + prefix];
            if (!known)
                known = folder->add(u"folder/"_s + prefix,
                                    displayLine(fromQString(parts.at(i)), 80), u"folder"_s);
            folder = known;
        }
        Node *node = folder->add(u"file/"_s + whole,
                                 displayLine(fromQString(parts.constLast()), 80), u"file"_s);
        node->ref = makeRef(DocumentRef::Kind::Code, whole);
        m_byId[node->id] = node;
    }
}

void NavigatorModel::setCounts(const std::vector<ModelCount> &counts)
{
    for (const ModelCount &count : counts) {
        const QString name = toQString(count.model);
        m_counts[name] = count;
        const QModelIndex at = findById(u"model/"_s + name);
        if (at.isValid())
            Q_EMIT dataChanged(at, at);
    }
}

void NavigatorModel::setConnectionState(const QString &connection, State state)
{
    State &known = m_states[connection];
    if (known == state)
        return;
    known = state;
    const QModelIndex at = findById(u"connection/"_s + connection);
    if (at.isValid())
        Q_EMIT dataChanged(at, at);
}

const NavigatorModel::Node *NavigatorModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<const Node *>(index.constInternalPointer()) : m_root.get();
}

QModelIndex NavigatorModel::indexOf(const Node *node) const
{
    return node == m_root.get() ? QModelIndex() : createIndex(node->row, 0, node);
}

QModelIndex NavigatorModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column,
                       nodeOf(parent)->children.at(static_cast<std::size_t>(row)).get());
}

QModelIndex NavigatorModel::parent(const QModelIndex &child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent) : QModelIndex();
}

int NavigatorModel::rowCount(const QModelIndex &parent) const
{
    return static_cast<int>(nodeOf(parent)->children.size());
}

int NavigatorModel::columnCount(const QModelIndex & /*parent*/) const
{
    return 1;
}

QModelIndex NavigatorModel::findById(const QString &id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? QModelIndex() : indexOf(found->second);
}

QString NavigatorModel::stateText(State state) const
{
    switch (state) {
    case State::None:
    case State::Quiet:
        return tr("never synced");
    case State::Running:
        return tr("syncing");
    case State::Ok:
        return tr("synced");
    case State::Warning:
        return tr("needs a look");
    case State::Error:
        return tr("the last sync failed");
    }
    return {};
}

QVariant NavigatorModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node &node = *nodeOf(index);
    const auto state = [this, &node] {
        const auto found = m_states.find(node.ref->name);
        return found == m_states.end() ? State::Quiet : found->second;
    };
    const bool isConnection = node.ref && node.ref->kind == DocumentRef::Kind::Connection;
    switch (role) {
    case Qt::DisplayRole:
        return node.text;
    case Qt::DecorationRole:
        return node.icon.isEmpty() ? QVariant() : QVariant(themedIcon(node.icon));
    case Qt::AccessibleTextRole:
        if (isConnection)
            return tr("%1, %2").arg(node.text, stateText(state()));
        return this->data(index, CountRole).isNull() || node.isSection
                   ? node.text
                   : tr("%1, %2 records").arg(node.text, this->data(index, CountRole).toString());
    case Qt::ToolTipRole:
        return plainToolTip(isConnection ? stateText(state())
                            : node.ref   ? node.ref->name
                                         : node.text);
    case IdRole:
        return node.id;
    case RefRole:
        return node.ref ? QVariant::fromValue(*node.ref) : QVariant();
    case SectionRole:
        return node.isSection;
    case StateRole:
        return isConnection ? QVariant(static_cast<int>(state())) : QVariant();
    case CountRole: {
        if (node.id == u"views"_s)
            return node.children.empty()
                       ? QVariant()
                       : QVariant(countText(static_cast<std::int64_t>(node.children.size())));
        if (!node.ref || node.ref->kind != DocumentRef::Kind::Records)
            return {};
        const auto found = m_counts.find(node.ref->name);
        return found == m_counts.end() ? QVariant()
                                       : QVariant(estimateText(found->second.rows, true));
    }
    default:
        return {};
    }
}

} // namespace syncline::ui
