#pragma once

#include "core/engine/EngineTypes.h"
#include "core/project/ProjectDef.h"
#include "ui/shell/DocumentRef.h"

#include <QAbstractItemModel>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace syncline::ui {

/**
 * The project as a tree: models with their counts and actions, global actions, connections with
 * their state, views, Lua files by folder. Small; rebuilt from a snapshot whenever the project
 * differs. Counts and states change in place. Nodes have ids ("model/product") by which views keep
 * what is expanded and selected.
 */
class NavigatorModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole, RefRole, CountRole, StateRole, SectionRole };
    enum class State : unsigned char { None, Quiet, Running, Ok, Warning, Error };

    explicit NavigatorModel(QObject *parent = nullptr);
    ~NavigatorModel() override;

    void setProject(const ProjectPtr &project);
    void setCounts(const std::vector<ModelCount> &counts);
    void setConnectionState(const QString &connection, State state);

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QModelIndex findById(const QString &id) const;

private:
    struct Node;

    [[nodiscard]] const Node *nodeOf(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const Node *node) const;
    void addModels(const ProjectDef &project);
    void addActions(const ProjectDef &project);
    void addScripts(const ProjectDef &project, const ActionDef &action, Node &node);
    void addConnections(const ProjectDef &project);
    void addViews(const ProjectDef &project);
    void addFiles(const ProjectDef &project);
    [[nodiscard]] QString stateText(State state) const;

    std::unique_ptr<Node> m_root;
    std::map<QString, Node *> m_byId;
    std::map<QString, ModelCount> m_counts;
    std::map<QString, State> m_states;
};

} // namespace syncline::ui
