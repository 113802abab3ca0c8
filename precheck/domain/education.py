"""Levels of education and how they are written."""

MEANINGS = {
    **dict.fromkeys(("博士研究生", "博士", "doctor"), "博士"),
    **dict.fromkeys(("硕士研究生", "硕士", "master"), "硕士"),
    "研究生": "研究生",
    **dict.fromkeys(("第二学士学位", "第二学士"), "第二学士学位"),
    **dict.fromkeys(("本科", "大学本科", "专升本", "专科起点本科", "高升本", "bachelor"), "本科"),
    **dict.fromkeys(
        ("专科", "大学专科", "高等专科", "大专", "高等职业教育", "高等职业", "高职", "junior_college"), "专科"
    ),
    **dict.fromkeys(
        (
            "中专",
            "中等专业学校",
            "中等专业",
            "中等职业教育",
            "中等职业",
            "普通中专",
            "成人中专",
            "职业中专",
            "secondary_school",
        ),
        "中专",
    ),
}
"""What a diploma may print → the level meant."""

BELOW = ("高中", "初中", "小学", "其他")
"""What an applicant by apprenticeship may declare, and no diploma of the notice prints."""

SPELLINGS = {
    **{word + ending: level for word, level in MEANINGS.items() for ending in ("", "学历", "毕业", "生")},
    **{word + ending: word for word in BELOW for ending in ("", "学历", "毕业")},
}
"""What may be declared → the level meant."""
