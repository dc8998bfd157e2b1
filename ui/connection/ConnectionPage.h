#pragma once

#include "ui/shell/DocumentPage.h"

#include <optional>

class QLabel;
class QStackedWidget;
class QTabWidget;

namespace syncline::ui {

class Banner;
class IconLabel;
class ModelsTab;
class OptionsForm;
class PageStateView;
class SyncTab;

/** A connection: sync it and watch, its options, its models. One that was just named has no file
 * before Save. */
class ConnectionPage final : public DocumentPage
{
    Q_OBJECT

public:
    ConnectionPage(const DocumentRef &ref, const UiContext &context, QWidget *parent);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QIcon icon() const override;
    [[nodiscard]] bool isModified() const override { return m_isEdited || m_isNew; }
    [[nodiscard]] QAction *runAction() const override { return m_sync; }
    [[nodiscard]] QJsonObject state() const override;
    void restoreState(const QJsonObject &state) override;

    void save();
    void test();

private:
    void addActions();
    [[nodiscard]] QWidget *buildHeader();
    [[nodiscard]] QWidget *buildContent();
    [[nodiscard]] QWidget *buildOptions();
    void load();
    void handleConnectors(const Result<std::vector<ConnectorInfo>> &connectors);
    void showOptions(const std::vector<std::string> &storedSecrets);
    void updateHeader();
    void setEdited(bool isEdited);
    void remove();

    ConnectionDef m_def;
    ConnectorInfo m_connector;
    bool m_isNew = false;
    bool m_isEdited = false;
    QAction *m_sync = nullptr;
    QAction *m_test = nullptr;
    QAction *m_save = nullptr;
    QAction *m_update = nullptr;
    QAction *m_remove = nullptr;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    Banner *m_banner;
    QTabWidget *m_tabs = nullptr;
    SyncTab *m_syncTab = nullptr;
    OptionsForm *m_options = nullptr;
    ModelsTab *m_models = nullptr;
    IconLabel *m_icon = nullptr;
    QLabel *m_name = nullptr;
    QLabel *m_kind = nullptr;
};

} // namespace syncline::ui
