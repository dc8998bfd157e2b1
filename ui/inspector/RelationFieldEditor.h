#pragma once

#include "ui/inspector/FieldEditor.h"

class QLineEdit;
class QPushButton;

namespace syncline::ui {

/** A belongs-to: the other record's id, and a link that follows it. */
class RelationFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    RelationFieldEditor(const FieldDef &field, QWidget *parent);

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    [[nodiscard]] static std::int64_t idOf(const Value &value);

    QLineEdit *m_edit;
    QPushButton *m_follow;
};

} // namespace syncline::ui
