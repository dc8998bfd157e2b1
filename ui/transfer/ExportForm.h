#pragma once

#include "core/model/ModelDef.h"
#include "core/transfer/TransferTypes.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

#include <functional>
#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QRadioButton;

namespace syncline::ui {

/** What of a model could be exported now. */
struct ExportScope
{
    using Gathered = std::function<void(const Result<std::vector<RecordId>> &)>;

    RecordQuery query;         ///< What is shown.
    std::int64_t shown = -1;   ///< Records of it; −1: not known.
    bool isNarrowed = false;   ///< It is not simply all.
    std::int64_t selected = 0; ///< Records that are selected.
    /** The ids of those that are selected. */
    std::function<void(const Gathered &)> gather;
    std::vector<std::string> columns; ///< That are shown, in their order.
};

/** Asks what is exported, and how. */
class ExportForm final : public QWidget
{
    Q_OBJECT

public:
    ExportForm(const UiContext &context, std::shared_ptr<const ModelDef> model, ExportScope scope,
               QWidget *parent);

    /** Whether the selected records alone are wanted; their ids are the caller's to gather. */
    [[nodiscard]] bool isOfSelection() const;
    [[nodiscard]] const ExportScope &scope() const { return m_scope; }
    [[nodiscard]] ExportRequest request() const;
    void focusFirst();

Q_SIGNALS:
    void exportRequested();
    void closeRequested();

private:
    QLayout *buildWhat();
    QWidget *buildColumns();
    QWidget *buildFormat();
    QLayout *buildFile();
    [[nodiscard]] QWidget *buildButtons();
    QRadioButton *addRange(QLayout *to, const QString &name, const QString &text);
    void addColumn(const std::string &name, bool isChecked);
    void checkColumns(const std::function<bool(const QString &)> &isWanted);
    void updateFormat();
    void updateButton();
    void chooseFile();
    [[nodiscard]] TransferFormat format() const;
    [[nodiscard]] QString leftOut() const;

    const UiContext m_context;
    const std::shared_ptr<const ModelDef> m_model;
    const ExportScope m_scope;
    QRadioButton *m_shown = nullptr;
    QRadioButton *m_selected = nullptr;
    QRadioButton *m_all = nullptr;
    QListWidget *m_columns = nullptr;
    QComboBox *m_format = nullptr;
    QComboBox *m_delimiter = nullptr;
    QComboBox *m_times = nullptr;
    QCheckBox *m_mark = nullptr;
    QList<QWidget *> m_ofCsv; ///< What is asked for CSV alone.
    QLabel *m_hint = nullptr;
    QLineEdit *m_file = nullptr;
    QPushButton *m_export = nullptr;
};

} // namespace syncline::ui
