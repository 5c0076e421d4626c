"""The same eight estimates as each program writes them, with their layouts; all are invented."""

TAIL = """
[constants]
economy = "ECU"
year = 2023
"""
HEAD = """
[estimates]
form = "{form}"
share = "fraction"
level = 95
made_by = "invented"
"""
VARIABLES = """
[variables]
net = "households-internet"
pc = "households-computer"
"""
AREA = """
[columns]
{column} = "location"

[codes.{column}]
{urban} = "U"
{rural} = "R"
"""
SVYBY = (
    '"","area","net","pc","se.net","se.pc","ci_l.net","ci_l.pc","ci_u.net","ci_u.pc"\n'
    '"1","1",0.7422,0.5,0.0030,0.01,0.7363,0.4804,0.7481,0.5196\n'
    '"2","2",0.4034,0.25,0.0079,9.5e-03,0.3879,0.2314,0.4189,0.2686\n'
)
SRVYR = (
    "area,net,net_se,net_low,net_upp,pc,pc_se,pc_low,pc_upp\n"
    "1,0.7422,0.0030,0.7363,0.7481,0.5,0.01,0.4804,0.5196\n"
    "2,0.4034,0.0079,0.3879,0.4189,0.25,0.0095,0.2314,0.2686\n"
)
STATA = (
    ",c.net@1bn.area,c.net@2.area,c.pc@1bn.area,c.pc@2.area\n"
    "b,0.7422,0.4034,0.5,0.25\n"
    "se,0.0030,0.0079,0.01,0.0095\n"
    "t,247.4,51.06,50,26.32\n"
    "pvalue,0,0,0,0\n"
    "ll,0.7363,0.3879,0.4804,0.2314\n"
    "ul,0.7481,0.4189,0.5196,0.2686\n"
)
SPSS = (
    ",,,Estimate,Standard Error,95% Confidence Interval,\n"
    ",,,,,Lower,Upper\n"
    "1,Mean,net,0.7422,0.0030,0.7363,0.7481\n"
    ",,pc,0.5,0.01,0.4804,0.5196\n"
    "2,Mean,net,0.4034,0.0079,0.3879,0.4189\n"
    ",,pc,0.25,0.0095,0.2314,0.2686\n"
)
SAS = (
    "area,VarName,VarLevel,Mean,StdErr,LowerCLMean,UpperCLMean\n"
    "1,net,,0.7422,0.0030,0.7363,0.7481\n"
    "2,net,,0.4034,0.0079,0.3879,0.4189\n"
    "1,pc,1,0.5,0.01,0.4804,0.5196\n"
    "1,pc,2,0.5,0.01,0.4804,0.5196\n"
    "2,pc,1,0.25,0.0095,0.2314,0.2686\n"
    "2,pc,2,0.75,0.0095,0.7314,0.7686\n"
)
WIDE = (
    "dataset,variable,universe,urbanProp,urbanPropSE,urbanCount,urbanCountSE,"
    "ruralProp,ruralPropSE,ruralCount,ruralCountSE\n"
    "2023,net,isHouse,0.7422,0.0030,74220,310,0.4034,0.0079,12102,240\n"
    "2023,pc,isHouse,0.5,0.01,50000,1000,0.25,0.0095,7500,290\n"
)
CODED = {
    form: HEAD.format(form=form) + VARIABLES + AREA.format(column="area", urban=1, rural=2) + TAIL
    for form in ("svyby", "srvyr", "stata", "sas")
}
LAYOUTS = {
    **CODED,
    "sas": CODED["sas"].replace("\npc =", '\n"pc/1" ='),
    "spss": HEAD.format(form="spss")
    + 'variable = ["(2)", "(3)"]\n'
    + VARIABLES.replace("net =", '"Mean/net" =').replace("pc =", '"Mean/pc" =')
    + AREA.format(column='"(1)"', urban=1, rural=2)
    + TAIL,
    "wide-shares": HEAD.format(form="wide-shares")
    + VARIABLES.replace("net =", '"net/isHouse" =').replace("pc =", '"pc/isHouse" =')
    + '[groups.urban]\nlocation = "U"\n[groups.rural]\nlocation = "R"\n'
    + '[columns]\ndataset = "year"\n[constants]\neconomy = "ECU"\n',
}
TABLES = {
    "svyby": SVYBY,
    "srvyr": SRVYR,
    "stata": STATA,
    "spss": SPSS,
    "sas": SAS,
    "wide-shares": WIDE,
}
