"""Final accounts of an invented unit: nine tables that agree, and the phrases of its narrative."""
from clerk_forms import *  # noqa: F403
CL=['一般公共服务支出','外交支出','国防支出','公共安全支出','教育支出','科学技术支出','文化旅游体育与传媒支出','社会保障和就业支出','卫生健康支出','节能环保支出','城乡社区支出','农林水支出','交通运输支出','资源勘探工业信息等支出','商业服务业等支出','金融支出','援助其他地区支出','自然资源海洋气象等支出','住房保障支出','粮油物资储备支出','国有资本经营预算支出','灾害防治及应急管理支出','其他支出','债务还本支出','债务付息支出','抗疫特别国债安排的支出']
CODE=['201','202','203','204','205','206','207','208','210','211','212','213','214','215','216','217','219','220','221','222','223','224','229','231','232','234']
CN='一二三四五六七八九十'
def num(i): return CN[i-1] if i<=10 else ('十'+CN[i-11] if i<20 else '二十'+(CN[i-21] if i>20 else ''))
LEAF={'2010301':('政府办公厅（室）及相关机构事务','行政运行'),'2010399':('政府办公厅（室）及相关机构事务','其他政府办公厅（室）及相关机构事务支出'),'2130101':('农业农村','行政运行'),'2130108':('农业农村','病虫害控制'),'2130311':('水利','水资源节约管理与保护'),'2050202':('普通教育','小学教育'),'2080505':('行政事业单位养老支出','机关事业单位基本养老保险缴费支出'),'2080506':('行政事业单位养老支出','机关事业单位职业年金缴费支出'),'2101101':('行政事业单位医疗','行政单位医疗'),'2210201':('住房改革支出','住房公积金')}
P3=[('301','工资福利支出',['30101 基本工资','30102 津贴补贴','30103 奖金','30107 绩效工资','30108 机关事业单位基本养老保险缴费','30113 住房公积金']),('303','对个人和家庭的补助',['30302 退休费','30304 抚恤金','30309 奖励金'])]
P2=[('302','商品和服务支出',['30201 办公费','30202 印刷费','30206 电费','30207 邮电费','30211 差旅费','30212 因公出国（境）费用','30217 公务接待费','30228 工会经费','30231 公务用车运行维护费','30239 其他交通费用']),('310','资本性支出',['31002 办公设备购置','31013 公务用车购置'])]
def f2(x,c=True): x=q(x); return comma(x) if c else str(x)
def fa(s,narr=True):
    r=s.r; C=r.random()<.6; mu=r.choice(['万元','万元','元']); K=1 if mu=='万元' else 10000
    A=lambda lo,hi:D(r.randint(lo*100,hi*100))/100*K
    m=lambda x:f2(x,C)
    main=r.choice([['2010301','2010399'],['2130101','2130108','2130311'],['2050202']])
    leaf={} # code -> kind -> [basic, project]
    for c in main: leaf[c]={'g':[A(200,900) if c in(main[0],) else D(0),A(20,300)]}
    for c in ['2080505','2080506','2101101','2210201']: leaf[c]={'g':[A(10,90),D(0)]}
    fund=r.random()<.4; cap=r.random()<.2; oth=r.random()<.4
    names=dict(LEAF)
    if fund: names['2120803']=('国有土地使用权出让收入安排的支出','城市建设支出'); leaf['2120803']={'f':[D(0),A(20,300)]}
    if cap: names['2230105']=('解决历史遗留问题及改革成本支出','国有企业退休人员社会化管理补助支出'); leaf['2230105']={'n':[D(0),A(3,30)]}
    if oth: leaf[main[-1]]['o']=[D(0),A(5,60)]
    codes=sorted(leaf)
    carry=r.random()<.4
    og=A(5,40) if carry else D(0); cg=A(5,40) if carry else D(0)
    of=A(1,9) if carry and fund else D(0); cf=A(1,9) if carry and fund else D(0)
    tot=lambda k:sum(sum(v.get(k,[0,0])) for v in leaf.values())
    Gx,Fx,Nx,Ox=tot('g'),tot('f'),tot('n'),tot('o')
    Gi,Fi,Ni,Oi=Gx+cg-og,Fx+cf-of,Nx,Ox
    okind=r.choice([4,8,5]) # row of 01
    inc={1:Gi,2:Fi,3:Ni,4:D(0),5:D(0),6:D(0),7:D(0),8:D(0)}; inc[okind]+=Oi
    cls=lambda k=None:{c:sum(sum(sum(x) for kk,x in v.items() if k is None or kk==k) for l,v in leaf.items() if l[:3]==c) for c in CODE}
    ca=cls()
    I=['一般公共预算财政拨款收入','政府性基金预算财政拨款收入','国有资本经营预算财政拨款收入','上级补助收入','事业收入','经营收入','附属单位上缴收入','其他收入']
    rows=[]; blank=r.random()<.3
    z=lambda x: ('' if blank and not x else m(x))
    for i in range(1,27):
        a=[f'{num(i)}、{I[i-1]}',str(i),z(inc[i])] if i<=8 else ['',str(i),'']
        rows.append(a+[f'{num(i)}、{CL[i-1]}',str(i+31),z(ca[CODE[i-1]])])
    ti=sum(inc.values()); tx=sum(ca.values())
    rows+=[['本年收入合计','27',m(ti),'本年支出合计','58',m(tx)],['使用非财政拨款结余','28',z(D(0)),'结余分配','59',z(D(0))],['年初结转和结余','29',z(og+of),'年末结转和结余','60',z(cg+cf)],['','30','','','61',''],['总计','31',m(ti+og+of),'总计','62',m(tx+cg+cf)]]
    T={'01':{'title':'收入支出决算总表','money_unit':mu,'columns':['收入/项目','收入/行次','收入/金额','支出/项目','支出/行次','支出/金额'],'rows':rows}}
    def tree(val,n):
        """val: leaf -> list of n"""
        out=[]
        tt=[sum(v[i] for v in val.values()) for i in range(n)]
        out.append((('','合计'),tt))
        for c in sorted({x[:3] for x in val}):
            out.append(((c,CL[CODE.index(c)]),[sum(v[i] for k,v in val.items() if k[:3]==c) for i in range(n)]))
            for k in sorted({x[:5] for x in val if x[:3]==c}):
                out.append(((k,names[next(x for x in val if x[:5]==k)][0]),[sum(v[i] for x,v in val.items() if x[:5]==k) for i in range(n)]))
                for l in sorted(x for x in val if x[:5]==k): out.append(((l,names[l][1]),val[l]))
        return [[a,b]+[m(x) for x in v] for (a,b),v in out]
    v2={}
    for l in codes:
        g=sum(leaf[l].get('g',[0,0]))+sum(leaf[l].get('f',[0,0]))+sum(leaf[l].get('n',[0,0])); o=sum(leaf[l].get('o',[0,0]))
        if l==main[0]: g+=cg-og
        if l=='2120803': g+=cf-of
        row=[D(0)]*7; row[1]=D(g); row[{4:2,5:3,6:4,7:5,8:6}[okind]]=D(o); row[0]=D(g+o); v2[l]=row
    T['02']={'title':'收入决算表','money_unit':mu,'columns':['项目/科目代码','项目/科目名称','本年收入合计','财政拨款收入','上级补助收入','事业收入','经营收入','附属单位上缴收入','其他收入'],'rows':tree(v2,7)}
    v3={l:[sum(x[0]+x[1] for x in v.values()),sum(x[0] for x in v.values()),sum(x[1] for x in v.values()),D(0),D(0),D(0)] for l,v in leaf.items()}
    T['03']={'title':'支出决算表','money_unit':mu,'columns':['项目/科目代码','项目/科目名称','本年支出合计','基本支出','项目支出','上缴上级支出','经营支出','对附属单位补助支出'],'rows':tree(v3,6)}
    g_,f_,n_=cls('g'),cls('f'),cls('n'); rows=[]
    for i in range(1,27):
        c=CODE[i-1]; a=[f'{num(i)}、{I[i-1][:-2]}',str(i),z(inc[i])] if i<=3 else ['',str(i),'']
        rows.append(a+[f'{num(i)}、{CL[i-1]}',str(i+32),z(g_[c]+f_[c]+n_[c]),z(D(g_[c])),z(D(f_[c])),z(D(n_[c]))])
    fi=Gi+Fi+Ni; fx=Gx+Fx+Nx
    rows+=[['本年收入合计','27',m(fi),'本年支出合计','59',m(fx),m(Gx),m(Fx),m(Nx)],['年初财政拨款结转和结余','28',z(og+of),'年末财政拨款结转和结余','60',z(cg+cf),z(cg),z(cf),z(D(0))],['一般公共预算财政拨款','29',z(og),'','61','','','',''],['政府性基金预算财政拨款','30',z(of),'','62','','','',''],['国有资本经营预算财政拨款','31',z(D(0)),'','63','','','',''],['总计','32',m(fi+og+of),'总计','64',m(fx+cg+cf),m(Gx+cg),m(Fx+cf),m(Nx)]]
    T['04']={'title':'财政拨款收入支出决算总表','money_unit':mu,'columns':['收入/项目','收入/行次','收入/金额','支出/项目','支出/行次','支出/合计','支出/一般公共预算财政拨款','支出/政府性基金预算财政拨款','支出/国有资本经营预算财政拨款'],'rows':rows}
    v5={l:[sum(v['g']),v['g'][0],v['g'][1]] for l,v in leaf.items() if 'g' in v}
    T['05']={'title':'一般公共预算财政拨款支出决算表','money_unit':mu,'columns':['项目/科目代码','项目/科目名称','本年支出/小计','本年支出/基本支出','本年支出/项目支出'],'rows':tree(v5,3)}
    basic=sum(v['g'][0] for v in leaf.values() if 'g' in v)
    pub=q(basic*D(r.randint(8,18))/100); per=basic-pub
    def spread(total,n):
        w=[r.randint(1,9) for _ in range(n)]; o=[q(total*x/sum(w)) for x in w]; o[0]+=total-sum(o); return o
    cap3=q(pub*D('0.1')) if r.random()<.5 else D(0)
    p1=q(per*D('0.9')); e1=spread(p1,6); e3=spread(per-p1,3); e2=spread(pub-cap3,10); e2[5]=e2[5]; ec=[cap3,D(0)]
    left=[('301','工资福利支出',p1)]+[tuple(x.split())+(y,) for x,y in zip(P3[0][2],e1)]+[('303','对个人和家庭的补助',per-p1)]+[tuple(x.split())+(y,) for x,y in zip(P3[1][2],e3)]
    mid=[('302','商品和服务支出',pub-cap3)]+[tuple(x.split())+(y,) for x,y in zip(P2[0][2],e2)]
    rgt=[('307','债务利息及费用支出',D(0)),('30701','国内债务付息',D(0)),('310','资本性支出',cap3)]+[tuple(x.split())+(y,) for x,y in zip(P2[1][2],ec)]
    rows=[]
    for i in range(max(len(left),len(mid),len(rgt))):
        rr=[]
        for L in (left,mid,rgt): rr+=[L[i][0],L[i][1],m(L[i][2])] if i<len(L) else ['','','']
        rows.append(rr)
    rows.append(['人员经费合计','',m(per),'公用经费合计','','','','',m(pub)])
    T['06']={'title':'一般公共预算财政拨款基本支出决算明细表','money_unit':mu,'columns':['人员经费/科目代码','人员经费/科目名称','人员经费/金额','公用经费/科目代码','公用经费/科目名称','公用经费/金额','公用经费/科目代码','公用经费/科目名称','公用经费/金额'],'rows':rows}
    if fund: rows=tree({'2120803':[of,Fi,Fx,D(0),Fx,cf]},6)
    else: rows=[['合计','']+[m(D(0))]*6]
    T['07']={'title':'政府性基金预算财政拨款收入支出决算表','money_unit':mu,'columns':['项目/科目代码','项目/科目名称','年初结转和结余','本年收入','本年支出/小计','本年支出/基本支出','本年支出/项目支出','年末结转和结余'],'rows':rows}
    if not fund: T['07']['note']='注：本单位没有政府性基金财政拨款收支，故本表无数据。'
    rows=tree({'2230105':[Nx,D(0),Nx]},3) if cap else [['合计','']+[m(D(0))]*3]
    T['08']={'title':'国有资本经营预算财政拨款支出决算表','money_unit':mu,'columns':['项目/科目代码','项目/科目名称','本年支出/合计','本年支出/基本支出','本年支出/项目支出'],'rows':rows}
    if not cap: T['08']['note']='注：本单位没有国有资本经营预算财政拨款支出，故本表无数据。'
    abroad,recv,car=e2[5],e2[6],e2[8]; buy=D(0)
    b=[q(x*D(r.choice(['1','1.1','1.25']))) for x in (abroad,car,recv)]
    T['09']={'title':'财政拨款“三公”经费支出决算表','money_unit':mu,'columns':['预算数/合计','预算数/因公出国（境）费','预算数/公务用车购置及运行维护费/小计','预算数/公务用车购置及运行维护费/公务用车购置费','预算数/公务用车购置及运行维护费/公务用车运行维护费','预算数/公务接待费','决算数/合计','决算数/因公出国（境）费','决算数/公务用车购置及运行维护费/小计','决算数/公务用车购置及运行维护费/公务用车购置费','决算数/公务用车购置及运行维护费/公务用车运行维护费','决算数/公务接待费'],
      'rows':[[m(x) for x in (sum(b),b[0],b[1],D(0),b[1],b[2],abroad+car+recv,abroad,car,D(0),car,recv)]]}
    d={'form':'final_accounts','year':s.year,'title':'部门决算公开表','unit':{'name':s.un},'tables':T}
    w=lambda x:f'{x:,}' if False else f'{q(x):,}'
    tri=abroad+car+recv; tb=sum(b); y=s.year
    U=mu
    pb=q(Gx*D(r.randint(85,125))/100); prev=q(tx*D(r.randint(70,95))/100)
    d['narrative']=['四、收入支出决算总体情况说明' ,
     f'{y}年度收、支总计{w(ti+og+of)}{U}。',
     f'{y}年度收入合计{w(ti)}{U}，其中：财政拨款收入{w(fi)}{U}，占{q(fi/ti*100)}%。',
     f'{y}年度支出合计{w(tx)}{U}，其中：基本支出{w(sum(x[1] for x in v3.values()))}{U}，占{q(sum(x[1] for x in v3.values())/tx*100)}%；项目支出{w(sum(x[2] for x in v3.values()))}{U}，占{q(sum(x[2] for x in v3.values())/tx*100)}%。',
     f'{y}年度支出合计{w(tx)}{U}。与{y-1}年度相比，增加{w(tx-prev)}{U}，增长{q((tx-prev)/prev*100)}%。',
     f'{y}年度财政拨款收、支总计{w(fi+og+of)}{U}。',
     f'{y}年度一般公共预算财政拨款支出{w(Gx)}{U}，占本年支出合计的{q(Gx/tx*100)}%。',
     f'{y}年度一般公共预算财政拨款支出年初预算数为{w(pb)}{U}，支出决算数为{w(Gx)}{U}，完成年初预算数的{q(Gx/pb*100)}%。决算数与年初预算数存在差异的主要原因是人员变动。',
     f'{y}年度一般公共预算财政拨款基本支出决算{w(basic)}{U}，包括人员经费和公用经费，支出具体情况如下：',
     f'人员经费{w(per)}{U}，主要包括：基本工资、津贴补贴、奖金等。',f'公用经费{w(pub)}{U}，主要包括：办公费、印刷费、差旅费等。',
     f'{y}年度财政拨款“三公”经费支出年初预算数为{w(tb)}{U}，支出决算数为{w(tri)}{U}，完成年初预算数的{q(tri/tb*100)}%。',
     f'1、因公出国（境）费年初预算数为{w(b[0])}{U}，支出决算数为{w(abroad)}{U}，完成年初预算数的{q(abroad/b[0]*100)}%。',
     f'{y}年度政府采购支出总额{w(30*K)}{U}，其中：政府采购货物支出{w(10*K)}{U}、政府采购工程支出{w(D("5.5")*K)}{U}、政府采购服务支出{w(D("14.5")*K)}{U}。授予中小企业合同金额{w(24*K)}{U}，占政府采购支出总额的80%，其中：授予小微企业合同金额{w(12*K)}{U}，占政府采购支出总额的40%。']
    d['_']={}
    return d
